package io.gypsum.server.operation;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import org.jspecify.annotations.Nullable;

/**
 * Receives the files of an upload, directly in the store or through this server (see {@link UploadUrls}).
 *
 * <p>Each file is staged under a key that contains its session and content. So a request that ends after its session changes
 * no version; {@link Completion} copies staged files.
 */
public final class UploadFiles {
  private final Environment env;
  private final UploadUrls urls;
  private final SessionFileWriter writer;

  public UploadFiles(Environment env, UploadUrls urls) {
    this.env = env;
    this.urls = urls;
    this.writer = new SessionFileWriter(env);
  }

  /**
   * Returns a URL that accepts one file of a running upload.
   *
   * @param slug the upload token as returned by {@code upload/start}; not trusted
   * @throws GypsumException INVALID if the upload token is malformed; FORBIDDEN if it was not issued for this session
   */
  public UploadUrls.PresignedPut presign(
      String slug, String sessionToken, UploadUrls.Destination destination) {
    UploadToken token = urls.requireActive(slug, sessionToken);
    return urls.presign(token, destination);
  }

  /**
   * Returns the hash of the session that may send a file, before the body is read.
   *
   * @param uploadToken as in the URL; not trusted
   * @throws GypsumException as {@link #receive} for an invalid token; whether the session is active is not checked
   */
  public String sessionOfPut(String uploadToken) {
    return urls.readPut(uploadToken).session();
  }

  /** Returns the hash of the session for which an upload token was issued, or nothing if the token is invalid. */
  public Optional<String> sessionOf(String slug) {
    return urls.sessionOf(slug);
  }

  /**
   * Receives the content of a file or a part.
   *
   * @param uploadToken as in the URL; not trusted
   * @param contentMd5 the {@code Content-MD5} header, or null
   * @param contentLength the length of the body, or -1 if the request does not contain it
   * @param body is read only after all other checks
   * @throws GypsumException FORBIDDEN if the token is not valid for sending, or its session has ended; INVALID if the
   *     content differs from the declared one. In these cases no file is staged
   */
  public void receive(
      String uploadToken, @Nullable String contentMd5, long contentLength, InputStream body) {
    UploadToken token = urls.readPut(uploadToken);
    FileAddress file = token.file();
    if (!token.md5().base64().equals(contentMd5)) {
      throw GypsumException.forbidden(
          "the header Content-MD5 is " + (contentMd5 == null ? "missing" : "'" + contentMd5 + "'")
              + "; this URL accepts only content with '" + token.md5().base64() + "'");
    }
    if (contentLength >= 0 && contentLength != token.sizeBytes()) {
      throw GypsumException.invalid(
          "'" + file + "' was declared with " + token.sizeBytes() + " bytes, not "
              + contentLength);
    }
    Content content = Content.streamed(body, token.sizeBytes(), token.md5());
    writer.put(token, session -> {
      if (!write(token, content, session)) {
        discard(body, token.sizeBytes());
      }
    });
  }

  /** Returns whether the content was read. A part is durable at once, since its loss would be detected only when the parts are joined. */
  private boolean write(UploadToken token, Content content, SessionWrites session) {
    return token.isPart()
        ? env.store().put(token.staged(), content, PutCondition.CREATE).isWritten()
        : session.put(token.staged(), content);
  }

  /** Reads the rest of a body, which many clients send completely before they read the response. */
  private static void discard(InputStream body, long maxBytes) {
    try {
      body.skipNBytes(maxBytes);
    } catch (IOException e) {
      // The file was received before; how this request ends does not matter.
    }
  }
}
