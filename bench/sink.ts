import { createServer } from "node:http";

/** A process of its own that takes every post and answers at once, so that its CPU time is not ours. */
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.end());
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.(address.port);
});
// Ends with the bench, however that ends.
process.on("disconnect", () => process.exit(0));
