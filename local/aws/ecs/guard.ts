/** Loaded into the process of a task before its own code: it goes when the local run goes, however that ends. */
process.once("disconnect", () => process.exit(1));
process.channel?.unref();

export {};
