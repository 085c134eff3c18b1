package io.gypsum.client.cache;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.SchemaName;
import net.harawata.appdirs.AppDirsFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where everything is in the cache:
 *
 * <pre>
 * bucket/{project}/{asset}/{version}/{path}     what was downloaded, as it is in the bucket; whole or not there
 * status/{project}/{asset}/{version}/COMPLETE   there once all files of a version are
 * status/{project}/{asset}/{version}/LOCK       locked by whoever writes below that version
 * credentials/token.txt, s3.json
 * databases/{name}                              a metadata database, whole or not there
 * databases/{name}.modified                     what the index said of its last change when it was fetched (Unix
 *                                               milliseconds); its own time is when the index was asked last
 * databases/{name}.LOCK                         locked by whoever writes the two
 * schemas/{name}
 * uploads/{SHA-256 of server and version}.json  an upload that is on its way, and locked by whoever is at it; mode 0600
 * </pre>
 *
 * <p>Makes no directory and reads no file. The names are those of the R and Python clients, which share it;
 * only {@code uploads} is ours.
 *
 * @param root absolute and normalized
 */
public record CacheDirectory(Path root) {
  public CacheDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** What {@code GYPSUM_CACHE_DIR} names, else the place that the system has for caches. */
  public static CacheDirectory ofUser(@Nullable String fromEnvironment) {
    return new CacheDirectory(
        Path.of(
            fromEnvironment == null || fromEnvironment.isBlank()
                ? AppDirsFactory.getInstance().getUserCacheDir("gypsum", null, "ArtifactDB")
                : fromEnvironment));
  }

  public Path bucket() {
    return root.resolve("bucket");
  }

  /** Where an object of the bucket is, when it is here. */
  public Path object(Key key) {
    return bucket().resolve(key.value());
  }

  public Path version(AssetVersion version) {
    return below(bucket(), version);
  }

  public Path file(FileAddress file) {
    return version(file.version()).resolve(file.path().value());
  }

  public Path complete(AssetVersion version) {
    return below(status(), version).resolve("COMPLETE");
  }

  public Path lock(AssetVersion version) {
    return below(status(), version).resolve("LOCK");
  }

  public Path token() {
    return root.resolve("credentials").resolve("token.txt");
  }

  public Path s3Config() {
    return root.resolve("credentials").resolve("s3.json");
  }

  public Path database(DatabaseName name) {
    return root.resolve("databases").resolve(name.value());
  }

  public Path schema(SchemaName name) {
    return root.resolve("schemas").resolve(name.value());
  }

  /** What is known of an upload that is on its way. */
  public Path upload(URI server, AssetVersion version) {
    return root.resolve("uploads").resolve(sha256(server + "\n" + version) + ".json");
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Path status() {
    return root.resolve("status");
  }

  private static Path below(Path directory, AssetVersion version) {
    return directory.resolve(version.project().value())
        .resolve(version.asset().value())
        .resolve(version.version().value());
  }
}
