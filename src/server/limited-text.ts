/**
 * Reads an answer as text, up to so many bytes: whoever sends without end must not fill the memory.
 *
 * @returns undefined where there is more.
 */
export async function limitedText(response: Response, mostBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  // A `fetch` of the host's own may answer with something that has no stream.
  if (!reader) return await response.text();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > mostBytes) {
      // Not waited for: whoever does not stop sending may not heed that either.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
