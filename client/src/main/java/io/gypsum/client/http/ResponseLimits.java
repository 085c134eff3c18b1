package io.gypsum.client.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.gypsum.client.failure.RequestFailedException;

/**
 * Limits of what the client reads from a server, which may be hostile: no response can exhaust memory or never end
 * (client.md, section 2). Downloads are limited by the sizes in the manifest.
 */
public final class ResponseLimits {
  /** A document that is not listed at {@link #largeDocumentBytes}. */
  public static final long DOCUMENT_BYTES = 8L * 1024 * 1024;
  /** A listing that is processed while it is received: hundreds of millions of names. */
  public static final long STREAMED_LISTING_BYTES = 64L * 1024 * 1024 * 1024;
  /** A file that no manifest describes, such as a metadata database. */
  public static final long PLAIN_FILE_BYTES = 64L * 1024 * 1024 * 1024;

  /** The body of an error. */
  static final int ERROR_BYTES = 64 * 1024;
  /** The reason in an error, which becomes part of a message. */
  static final int REASON_CHARS = 1000;
  /** The bytes after a document in a body, and a body that is ignored. */
  static final int IGNORED_BYTES = 64 * 1024;
  static final int HEADER_LINE_CHARS = 32 * 1024;
  static final int HEADERS = 200;

  private static final long MIN_LARGE_DOCUMENT_BYTES = 16L * 1024 * 1024;
  private static final long MAX_LARGE_DOCUMENT_BYTES = 1024L * 1024 * 1024;
  /** Parsed manifests occupy up to six times as much memory as their text. */
  private static final int HEAP_PER_DOCUMENT = 12;
  /** Memory of a name in a list, in addition to its characters. */
  private static final int NAME_OVERHEAD_BYTES = 150;

  private ResponseLimits() {}

  /**
   * Returns the maximum size of documents that grow with the number of files of a version: manifests, links and the response
   * to {@code upload/start}. It depends on the memory of this process, between 16 MiB and 1 GiB.
   */
  public static long largeDocumentBytes() {
    long share = Runtime.getRuntime().maxMemory() / HEAP_PER_DOCUMENT;
    return Math.max(MIN_LARGE_DOCUMENT_BYTES, Math.min(MAX_LARGE_DOCUMENT_BYTES, share));
  }

  /**
   * Returns a body whose reading fails after more than {@code maxBytes} bytes.
   *
   * @param action the action of the request, for the failure
   */
  public static InputStream limit(InputStream body, long maxBytes, String action) {
    return new LimitedInputStream(body, maxBytes, action);
  }

  private static final class LimitedInputStream extends FilterInputStream {
    private final long maxBytes;
    private final String action;
    private long bytes;

    LimitedInputStream(InputStream in, long maxBytes, String action) {
      super(in);
      this.maxBytes = maxBytes;
      this.action = action;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      count(Math.max(0, count));
      return count;
    }

    private void count(int more) {
      bytes += more;
      if (bytes > maxBytes) {
        String problem = "it is larger than " + maxBytes + " bytes";
        throw maxBytes == largeDocumentBytes()
            ? tooLarge(action, problem)
            : HttpErrors.unexpectedResponse(action, problem);
      }
    }
  }

  /** Counts the memory of a list of names while it is received; at most half of what this process may use. */
  public static final class NameList {
    private final String action;
    private final long maxBytes = Runtime.getRuntime().maxMemory() / 2;
    private long bytes;

    /** @param action the action of the request, for the failure */
    public NameList(String action) {
      this.action = action;
    }

    /** @throws RequestFailedException CORRUPT if the list does not fit into memory */
    public void add(String name) {
      bytes += NAME_OVERHEAD_BYTES + name.length();
      if (bytes > maxBytes) {
        throw tooLarge(action, "the list contains too many names");
      }
    }
  }

  /** The limit depends on the memory of this process. */
  private static RequestFailedException tooLarge(String action, String problem) {
    return HttpErrors.unexpectedResponse(
        action, problem + "; if that is correct, give Java more memory (-Xmx)");
  }
}
