package io.gypsum.server.operation;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.operation.BundleReader.Line;
import io.gypsum.server.operation.BundleReader.MalformedBundleException;
import io.gypsum.server.operation.ReceivedBundle.FileState;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.bucket.StagedBundle;
import org.jspecify.annotations.Nullable;

/**
 * Receives many small files of an upload with one request, an addition to the REST API that clients request in {@code
 * upload/start} (rest-api.md, section 5). Each file is verified like a file that was sent alone. Depending on the store, it is
 * also staged like one, or together with the others as a {@link StagedBundle}. Thread-safe.
 */
public final class UploadBundles {
  /** A smaller bundle counts as if it had this size, since a completion reads each with a request of its own. */
  static final int MIN_COUNTED_BYTES = 4096;

  private final Environment env;
  private final UploadUrls urls;
  private final SessionFileWriter writer;

  public UploadBundles(Environment env, UploadUrls urls) {
    this.env = env;
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

  /**
   * Returns the login of the user who sends a bundle. Called before memory for it is reserved: the token of a session that has ended
   * remains well-formed.
   *
   * @throws GypsumException as {@link #requireAdmissible}; FORBIDDEN also if the session has ended or is ending, or if the user
   *     may no longer upload
   */
  public String requireUploader(String bundleToken, String sessionToken) {
    BundleToken token = requireToken(bundleToken, sessionToken);
    return writer.requireUploading(token.version(), token.session()).journal().user();
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
   * cannot be received, unless the files are {@linkplain #isStagedTogether staged together}.
   *
   * @param bodyBytes the declared length of the body
   * @throws GypsumException as {@link #requireAdmissible}; also FORBIDDEN if the session has ended, is ending, or ends
   *     during the call, or if the user may no longer upload; in these cases nothing is staged
   * @throws IOException if the body cannot be received
   */
  public ReceivedBundle receive(
      String bundleToken, String sessionToken, long bodyBytes, InputStream body)
      throws IOException {
    BundleToken bundle = requireToken(bundleToken, sessionToken);
    BundleReader reader = new BundleReader(body);
    List<FileState> states = new ArrayList<>();
    writer.putAll(bundle.version(), bundle.session(), (session, writing) -> {
      if (isStagedTogether()) {
        int maxBytes = Math.toIntExact(bodyBytes);
        stageTogether(bundle, receiveAll(bundle, reader, maxBytes, states), session, writing);
      } else {
        receive(bundle, reader, states, (file, content) -> {
          writing.accept(file.staged());
          return stageAlone(file, content, session);
        });
      }
    });
    return new ReceivedBundle(states);
  }

  /**
   * Returns whether the files of a bundle are staged in one object, so that a request needs memory for its whole body. This
   * saves requests to a store that is a network service, as stores with direct access for clients are.
   */
  public boolean isStagedTogether() {
    return env.store().direct().isPresent();
  }

  private StagedBundle.Builder receiveAll(
      BundleToken bundle, BundleReader reader, int maxBytes, List<FileState> states)
      throws IOException {
    StagedBundle.Builder files = new StagedBundle.Builder(maxBytes);
    receive(bundle, reader, states, (file, content) -> {
      Md5 md5 = md5(content);
      if (md5.equals(file.md5())) {
        files.add(new ManifestEntry(file.sizeBytes(), md5, null), content);
        return true;
      }
      return false;
    });
    return files;
  }

  /** The store verifies the content while it writes it; content of a file that exists was not read. */
  private static boolean stageAlone(UploadToken file, byte[] content, SessionWrites session) {
    try {
      return session.put(file.staged(), Content.of(content, file.md5()))
          || md5(content).equals(file.md5());
    } catch (ContentMismatchException e) {
      return false;
    }
  }

  private void stageTogether(
      BundleToken bundle, StagedBundle.Builder files, SessionWrites session,
      Consumer<Key> writing) {
    if (files.isEmpty()) {
      return;
    }
    Prefix staging = BucketLayout.staging(bundle.version().project(), bundle.session());
    Content content = files.content();
    requireSpace(bundle, staging, content.sizeBytes());
    Key key = files.key(staging, Objects.requireNonNull(content.md5()));
    writing.accept(key);
    boolean _ = session.put(key, content);
  }

  /** Bounds what a session can stage by sending the same files in other groups, and the number of bundles that a completion reads. */
  private void requireSpace(BundleToken bundle, Prefix staging, long addedBytes) {
    long bytes = Math.max(MIN_COUNTED_BYTES, addedBytes);
    try (Stream<ObjectEntry> listing = env.store().list(StagedBundle.below(staging))) {
      bytes +=
          listing
              .mapToLong(object -> Math.max(MIN_COUNTED_BYTES, object.sizeBytes().orElse(0)))
              .sum();
    }
    if (bytes > bundle.maxStagedBytes()) {
      throw GypsumException.invalid(
          "the upload of '" + bundle.version()
              + "' has sent its files in too many bundles; send the missing files alone");
    }
  }

  /** Receives the files of a bundle. */
  private interface Destination {
    /** Returns false and does nothing if the content does not have the declared MD5. */
    boolean accept(UploadToken file, byte[] content);
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
      if (destination.accept(file, content)) {
        return FileState.received(file);
      }
      problem = "has the MD5 " + md5(content) + " but was declared with " + file.md5();
    }
    String path = file.file().path().value();
    return new FileState(path, "file '" + path + "' " + problem);
  }

  private static @Nullable String problem(BundleToken bundle, Line line, UploadToken file) {
    if (!file.session().equals(bundle.session())
        || !file.file().version().equals(bundle.version())) {
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
