export async function buildVerifyPage(): Promise<string> {
  return ''
}
