import * as z from "zod";
import type { Template } from "../interfaces.ts";

const encrypted = z.looseObject({
  StreamEncryption: z.looseObject({ KeyId: z.string().startsWith("arn:") }),
});

/** The ARN of the customer's key of each encrypted stream, by the ARN of the stream. */
export type StreamKeys = ReadonlyMap<string, string>;

/** Reads the keys from the template. Streams with AWS's own key need no permission. Nothing is encrypted here. */
export function streamKeys(template: Template): StreamKeys {
  const entries = template.ofType("AWS::Kinesis::Stream").flatMap(({ logicalId, properties }) => {
    const result = encrypted.safeParse(properties);
    return result.success
      ? [[template.attribute(logicalId, "Arn"), result.data.StreamEncryption.KeyId] as const]
      : [];
  });
  return new Map(entries);
}
