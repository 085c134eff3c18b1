package io.gypsum.server.operation;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Md5;
import io.gypsum.server.operation.BundleReader.Line;
import io.gypsum.server.operation.BundleReader.MalformedBundleException;
import io.gypsum.server.operation.ReceivedBundle.FileState;
import io.gypsum.store.Content;
import org.jspecify.annotations.Nullable;

/**
 * Receives many small files of an upload with one request, an addition to the REST API that clients request in {@code
 * upload/start} (rest-api.md, section 5). Each file is verified and staged like a file that was sent alone. Thread-safe.
 */
public final class UploadBundles {
  private final UploadUrls urls;
  private final SessionFileWriter writer;

  public UploadBundles(Environment env, UploadUrls urls) {
    this.urls = urls;
    this.writer = new SessionFileWriter(env);
  }

  /**
   * Verifies the right to send a bundle, before its body is read.
   *
   * @param bundleToken as in the URL; not trusted
   * @param bodyBytes the declared length of the body, or -1
   * @return the hash of the session
   * @throws GypsumException INVALID if the token is malformed, or the length is unknown; TOO_LARGE; FORBIDDEN if the token
   *     was not issued for this session. Whether the session is active is not checked
   */
  public String requireAdmissible(String bundleToken, String sessionToken, long bodyBytes) {
    BundleToken token = requireToken(bundleToken, sessionToken);
    if (bodyBytes < 0) {
      throw GypsumException.invalid("the header Content-Length is missing: a bundle needs it");
    }
    if (bodyBytes > BundleOffer.MAX_BYTES) {
      throw new GypsumException(
          GypsumException.Kind.TOO_LARGE,
          "a bundle has at most " + BundleOffer.MAX_BYTES + " bytes; send several bundles");
    }
    return token.session();
  }

  private BundleToken requireToken(String bundleToken, String sessionToken) {
    BundleToken token = urls.readBundle(bundleToken);
    if (!token.session().equals(Lock.hash(sessionToken))) {
      throw GypsumException.forbidden(
          "this bundle URL was issued for another session; use the URLs of this upload");
    }
    return token;
  }

  /**
   * Receives a bundle. Files that are invalid are skipped; those that were received stay staged, even if the rest of the body
   * cannot be read.
   *
   * @throws GypsumException as {@link #requireAdmissible}; also FORBIDDEN if the session has ended, is ending, or ends
   *     during the call, or if the user may no longer upload; in these cases nothing is staged
   * @throws IOException if the body cannot be received
   */
  public ReceivedBundle receive(String bundleToken, String sessionToken, InputStream body)
      throws IOException {
    BundleToken bundle = requireToken(bundleToken, sessionToken);
    List<FileState> states = new ArrayList<>();
    writer.putAll(
        bundle.version(), bundle.session(),
        (session, writing) -> receive(bundle, new BundleReader(body), states, (file, content) -> {
          writing.accept(file.staged());
          boolean _ = session.put(file.staged(), Content.of(content));
        }));
    return new ReceivedBundle(states);
  }

  /** Accepts the files of a bundle. */
  private interface Destination {
    void accept(UploadToken file, byte[] content);
  }

  private void receive(
      BundleToken bundle, BundleReader reader, List<FileState> states, Destination destination)
      throws IOException {
    try {
      for (Line line = reader.next(); line != null; line = reader.next()) {
        if (states.size() == BundleOffer.MAX_FILES) {
          throw new MalformedBundleException(
              "a bundle has at most " + BundleOffer.MAX_FILES + " files; send several bundles");
        }
        states.add(receive(bundle, line, reader, destination));
      }
    } catch (MalformedBundleException e) {
      states.add(new FileState(null, e.getMessage()));
    }
  }

  private FileState receive(
      BundleToken bundle, Line line, BundleReader reader, Destination destination)
      throws IOException, MalformedBundleException {
    UploadToken file;
    try {
      file = urls.readFile(line.url());
    } catch (GypsumException e) {
      return new FileState(null, e.getMessage());
    }
    String problem = problem(bundle, line, file);
    if (problem == null) {
      byte[] content = reader.content();
      Md5 md5 = md5(content);
      if (md5.equals(file.md5())) {
        destination.accept(file, content);
        return FileState.received(file);
      }
      problem = "has the MD5 " + md5 + " but was declared with " + file.md5();
    }
    String path = file.file().path().value();
    return new FileState(path, "file '" + path + "' " + problem);
  }

  private static @Nullable String problem(BundleToken bundle, Line line, UploadToken file) {
    if (!file.session().equals(bundle.session())) {
      return "belongs to another upload; use the URLs of this upload";
    }
    if (line.sizeBytes() != file.sizeBytes()) {
      return "was declared with " + file.sizeBytes() + " bytes, not " + line.sizeBytes();
    }
    if (file.sizeBytes() > BundleOffer.MAX_FILE_BYTES) {
      return "has more than " + BundleOffer.MAX_FILE_BYTES + " bytes; send it alone";
    }
    return null;
  }

  private static Md5 md5(byte[] content) {
    MessageDigest digest = Md5.newDigest();
    return Md5.of(digest.digest(content));
  }
}
