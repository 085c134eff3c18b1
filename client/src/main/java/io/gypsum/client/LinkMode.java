package io.gypsum.client;

/**
 * Determines how symbolic links in an uploaded directory are handled.
 *
 * <pre>{@code
 * PrepareOptions options = PrepareOptions.DEFAULTS.withLinks(LinkMode.NEVER);
 * List<UploadFile> files = gypsum.prepareDirectoryUpload(Path.of("counts"), options);
 * }</pre>
 */
public enum LinkMode {
  /** A link to a cached file becomes a link on the server. Any other link is followed, and its target is uploaded. */
  AUTO,
  /** Like {@link #AUTO}, but a link that does not lead to a cached file is an error. */
  ALWAYS,
  /** Every link is followed, and its target is uploaded. */
  NEVER
}
