const SECRET_NAME = /TOKEN|SECRET|PASSWORD|_KEY$|_AUTH$/i;

/** Whether an environment variable of this name holds a secret, as far as its name tells. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
