const [major = 0] = process.versions.node.split(".").map(Number);

if (major < 24) {
  console.error(
    `Touchline runs on Node 24, this is ${process.version}: use \`npm start\`, which brings its own (after \`npm install\`).`,
  );
  process.exitCode = 1;
} else {
  // Only now, since what it imports needs Node 24.
  const { stopSignal } = await import("../command/stop-signal.ts");
  // Before all that takes time to load: by then, whoever started this may be gone.
  const stop = stopSignal((line) => console.log(line));
  const { main } = await import("./main.ts");
  await main(stop);
}

export {};
