package io.gypsum.client.cache;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.local.LocalNames;
import io.gypsum.client.local.LocalPaths;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.SchemaName;
import net.harawata.appdirs.AppDirsFactory;
import org.jspecify.annotations.Nullable;

/**
 * The layout of the cache directory (client.md, section 3):
 *
 * <pre>
 * bucket/{project}/{asset}/{version}/{path}     a downloaded object, complete
 * status/{project}/{asset}/{version}/COMPLETE   exists if all files of the version are in the cache; contains CHECKED if this
 *                                               client compared the MD5 of each of them
 * status/{project}/{asset}/{version}/VERIFIED   what this client has verified of the cached documents and files
 * status/{project}/{asset}/{version}/CLONES     directories of links to the files of the version, one path per line
 * status/{project}/{asset}/{version}/LOCK       locked by the process that writes below that version
 * credentials/token.txt, s3.json
 * credentials/accounts/{SHA-256 of the server}.txt   the token of an account of a server; mode 0600
 * databases/{name}                              a metadata database, complete
 * databases/{name}.modified                     when the database was last changed (Unix milliseconds); the modification
 *                                               time of this file is when the server was last asked for it
 * databases/{name}.LOCK                         locked by the process that writes the other two
 * schemas/{name}
 * uploads/{SHA-256 of server and version}.json  an unfinished upload, locked by its process; mode 0600
 * </pre>
 *
 * <p>All of these files belong to one server, whose URL is in the file {@code SERVER}. The files of other servers have the same
 * layout below {@code servers/HOST_PORT/}, except for {@code credentials/token.txt} and {@code credentials/accounts}, which all
 * servers share.
 *
 * <p>The R and Python clients use the same names; only {@code SERVER}, {@code servers}, {@code VERIFIED}, {@code CLONES},
 * {@code accounts} and {@code uploads} are specific to this client. Other clients create further files in these directories, such
 * as locks and incomplete downloads; they write without the locks of this client, and do not compare checksums. Methods fail with
 * a {@link LocalFileException} for names that the file system does not support.
 *
 * @param root absolute and normalized
 * @param shared the directory that contains what all servers share: {@code root} or two directories above it
 */
public record CacheDirectory(Path root, Path shared) {
  /** Advice for a user whose cache directory cannot be written. */
  public static final String USE_ANOTHER =
      "use a cache directory of your own (GYPSUM_CACHE_DIR)";

  public CacheDirectory {
    root = root.toAbsolutePath().normalize();
    shared = shared.toAbsolutePath().normalize();
    LocalNames.requireComplete(root);
  }

  /**
   * Returns the cache of a server in a directory that the user chose for it. If the directory is not in use yet, it belongs to
   * the server from now on; if it belongs to another server, the cache is below {@code servers/}.
   */
  public static CacheDirectory chosenFor(URI server, Path directory) {
    return of(server, directory, true);
  }

  /**
   * Returns the cache of a server in a directory for all servers. If the directory is not in use yet, it belongs to the
   * server from now on. If it is in use and no server is recorded, it belongs to the public server. Otherwise the cache is
   * below {@code servers/}.
   *
   * @param directory if it is null or blank, {@code gypsum} in the operating system's directory for caches is used
   */
  public static CacheDirectory sharedBy(URI server, @Nullable String directory) {
    Path shared =
        Path.of(
            directory == null || directory.isBlank()
                ? AppDirsFactory.getInstance().getUserCacheDir("gypsum", null, "ArtifactDB")
                : directory);
    return of(server, shared, false);
  }

  private static CacheDirectory of(URI server, Path directory, boolean explicit) {
    // Before the directory is created.
    LocalNames.requireComplete(directory.toAbsolutePath());
    return new CacheDirectory(ServerRecord.directory(directory, server, explicit), directory);
  }

  public Path bucket() {
    return root.resolve("bucket");
  }

  /** Returns the file of an object of the bucket, whether it exists or not. */
  public Path object(Key key) {
    return LocalPaths.resolve(bucket(), key.value());
  }

  public Path version(AssetVersion version) {
    return below(bucket(), version);
  }

  public Path file(FileAddress file) {
    return LocalPaths.resolve(version(file.version()), file.path().value());
  }

  /**
   * Checks that the directories of a version are not those of another one, on a file system that ignores case.
   *
   * @throws LocalFileException if they are
   */
  public void requireOwnDirectory(AssetVersion version) {
    LocalPaths.requireExactNames(
        bucket(), version.project().value(), version.asset().value(), version.version().value());
  }

  public Path complete(AssetVersion version) {
    return below(status(), version).resolve("COMPLETE");
  }

  public Path verified(AssetVersion version) {
    return below(status(), version).resolve("VERIFIED");
  }

  public Path lock(AssetVersion version) {
    return below(status(), version).resolve("LOCK");
  }

  /** Returns the file that lists the clones of a version. */
  public Path clones(AssetVersion version) {
    return below(status(), version).resolve("CLONES");
  }

  /** Returns the lock of another client for a whole version. */
  public Path lockOfOtherClients(AssetVersion version) {
    Path own = below(status(), version);
    return own.resolveSibling(own.getFileName() + ".lock");
  }

  public Path token() {
    return shared.resolve("credentials").resolve("token.txt");
  }

  /** Returns the file with the token of an account of one server; other URLs of the same server have other files. */
  public Path accountToken(URI server) {
    return shared.resolve("credentials")
        .resolve("accounts")
        .resolve(sha256(ServerRecord.canonical(server)) + ".txt");
  }

  public Path s3Config() {
    return root.resolve("credentials").resolve("s3.json");
  }

  public Path database(DatabaseName name) {
    return LocalPaths.resolve(root.resolve("databases"), name.value());
  }

  public Path schema(SchemaName name) {
    return LocalPaths.resolve(root.resolve("schemas"), name.value());
  }

  /** Returns the file that describes an unfinished upload. */
  public Path upload(URI server, AssetVersion version) {
    return root.resolve("uploads").resolve(sha256(server + "\n" + version) + ".json");
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  private Path status() {
    return root.resolve("status");
  }

  private static Path below(Path directory, AssetVersion version) {
    return LocalPaths.resolve(directory, version.toString());
  }
}
