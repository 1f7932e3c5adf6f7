import { describe, expect, test } from "vitest";
import { writeOperator } from "../../../local/command/operator-file.ts";
import { Problem } from "../../../local/command/problem.ts";
import { apiUrl, runningSystem } from "../../../local/command/running-system.ts";
import { OPERATOR } from "../../support/local/operator.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A process id that has been given back. */
const GONE = 2 ** 22 - 1;

describe("a command", () => {
  test("finds the system of its data folder, whatever its port", async () => {
    const [one, other] = [temporaryFolder(), temporaryFolder()];
    await writeOperator(one, OPERATOR);
    await writeOperator(other, { ...OPERATOR, httpUrl: "http://localhost:5000" });
    expect(await apiUrl(undefined, { TOUCHLINE_DATA: one })).toBe("http://localhost:4000");
    expect(await apiUrl(undefined, { TOUCHLINE_DATA: other })).toBe("http://localhost:5000");
    expect((await runningSystem({ TOUCHLINE_DATA: one })).webhookSecret).toBe("local secret");
  });

  test("goes where a flag or a variable says, the flag first", async () => {
    const folder = temporaryFolder();
    await writeOperator(folder, OPERATOR);
    const env = { TOUCHLINE_DATA: folder, TOUCHLINE_URL: "https://api.example.com//" };
    expect(await apiUrl(undefined, env)).toBe("https://api.example.com");
    expect(await apiUrl("http://localhost:9", env)).toBe("http://localhost:9");
  });

  test.each([
    ["--url is here: give an address such as http://localhost:3000.", "here", {}],
    ["--url is ftp://a.test", "ftp://a.test", {}],
    ["TOUCHLINE_URL is here", undefined, { TOUCHLINE_URL: "here" }],
  ])("says that %s", async (message, flag, env) => {
    await expect(apiUrl(flag, env)).rejects.toThrow(message);
  });

  test("says what to do next where nothing runs, or was killed and left its file behind", async () => {
    const [nothing, killed, ended] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    await writeOperator(killed, { ...OPERATOR, pid: GONE });
    const remove = await writeOperator(ended, OPERATOR);
    await remove();
    for (const folder of [nothing, killed, ended]) {
      const asked = runningSystem({ TOUCHLINE_DATA: folder }, "Or else.");
      await expect(asked).rejects.toThrow(Problem);
      await expect(asked).rejects.toThrow(
        new RegExp(`data folder ${folder}: type \`npm start\` .*TOUCHLINE_DATA=.*Or else\\.$`),
      );
    }
  });
});
