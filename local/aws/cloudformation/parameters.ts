import type { TemplateFile } from "./assembly.ts";

/**
 * Returns the parameters of a deployment: the given ones, and the defaults of the others.
 *
 * @throws Error where CloudFormation would refuse
 */
export function parameterValues(
  { Parameters }: Pick<TemplateFile, "Parameters">,
  given: Readonly<Record<string, string>>,
): Map<string, string> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(Parameters, name));
  if (unknown !== undefined) throw new Error(`the template has no parameter ${unknown}`);
  return new Map(
    Object.entries(Parameters).map(([name, { Default, AllowedPattern, ConstraintDescription }]) => {
      const value = given[name] ?? Default;
      if (value === undefined) throw new Error(`the parameter ${name} has no value`);
      if (AllowedPattern === undefined || new RegExp(`^(?:${AllowedPattern})$`).test(value))
        return [name, value];
      throw new Error(`the parameter ${name} ${ConstraintDescription ?? `must match ${AllowedPattern}`}`);
    }),
  );
}
