/** Ends a task when the local run ends, even by a kill. Loaded before the code of the task. */
process.once("disconnect", () => process.exit(1));
process.channel?.unref();

export {};
