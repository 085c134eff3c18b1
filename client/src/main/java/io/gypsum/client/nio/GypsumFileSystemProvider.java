package io.gypsum.client.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import org.jspecify.annotations.Nullable;

/**
 * The file system for {@code gypsum:} URIs. Java finds the provider itself if this library is on the class path or module
 * path.
 *
 * <ul>
 *   <li>The authority of the URI is the server. The URL is that of the environment variable {@code GYPSUM_URL} if it has
 *       the same authority; otherwise the scheme is https, or http for this machine. {@code newFileSystem} accepts a URL
 *       ({@code "url"}, a String or URI) or an existing client ({@code "client"}), which stays open when the file system is
 *       closed.
 *   <li>The directories are the projects of the server, their assets, the assets' versions, and the directories in the
 *       paths of a version's files. {@code latest} is accepted in place of a version; {@code toRealPath} resolves it.
 *   <li>The size of a file is that of the manifest. A link is read as the file that it refers to. The time of a file is
 *       the time at which its version was finished. Internal documents of the bucket are hidden.
 *   <li>Listings are cached for a minute, for a bounded number of directories. Listing a version costs one request,
 *       regardless of the number of its files. A file is read by range requests, or from the cache if it was
 *       downloaded. {@code FileChannel.open} is supported; mapping more than 4 MiB saves the file in the cache first.
 *   <li>Every operation that would write throws {@link ReadOnlyFileSystemException}.
 * </ul>
 *
 * <p>Thread-safe.
 *
 * <pre>{@code
 * Path file = Path.of(URI.create("gypsum://gypsum.example.org/my-project/counts/latest/table.csv"));
 * List<String> lines = Files.readAllLines(file);
 * }</pre>
 */
public final class GypsumFileSystemProvider extends FileSystemProvider {
  static final String SCHEME = "gypsum";

  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Map<String, GypsumFileSystem> openSystems = new HashMap<>();

  /** Called by Java; use {@code Path.of(URI)} or {@code FileSystems.newFileSystem(URI, Map)} instead. */
  public GypsumFileSystemProvider() {}

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    String authority = authority(uri);
    synchronized (openSystems) {
      if (openSystems.containsKey(authority)) {
        throw new FileSystemAlreadyExistsException(authority);
      }
      return open(authority, env);
    }
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    String authority = authority(uri);
    synchronized (openSystems) {
      GypsumFileSystem found = openSystems.get(authority);
      if (found == null) {
        throw new FileSystemNotFoundException(authority);
      }
      return found;
    }
  }

  /** Opens the file system if necessary, so that tools which only call {@code Path.of} need no preparation. */
  @Override
  public Path getPath(URI uri) {
    String authority = authority(uri);
    synchronized (openSystems) {
      GypsumFileSystem system = openSystems.get(authority);
      if (system == null) {
        system = open(authority, Map.of());
      }
      String path = uri.getRawPath();
      return system.getPath(path == null || path.isEmpty() ? "/" : decode(uri, path));
    }
  }

  /** Decodes strictly: {@link URI#getPath} replaces what is not UTF-8, which would be another file. */
  private static String decode(URI uri, String rawPath) {
    StringBuilder path = new StringBuilder();
    for (String name : rawPath.split("/", -1)) {
      String decoded;
      try {
        decoded = PercentEncoding.decode(encoded(name), false);
      } catch (GypsumException e) {
        throw new IllegalArgumentException("invalid URI '" + uri + "': " + e.reason(), e);
      }
      if (decoded.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "invalid URI '" + uri + "': a name contains an encoded slash");
      }
      path.append('/').append(decoded);
    }
    return path.substring(1);
  }

  /** Encodes the characters outside of ASCII, which a URI may contain as they are. */
  private static String encoded(String name) {
    StringBuilder ascii = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                ascii.append((char) c);
              } else {
                ascii.append(PercentEncoding.encode(Character.toString(c)));
              }
            });
    return ascii.toString();
  }

  private GypsumFileSystem open(String authority, Map<String, ?> env) {
    Object client = env.get("client");
    GypsumFileSystem system =
        client instanceof GypsumClient existing
            ? new GypsumFileSystem(this, authority, existing, false)
            : new GypsumFileSystem(this, authority, client(authority, env.get("url")), true);
    openSystems.put(authority, system);
    return system;
  }

  private static GypsumClient client(String authority, @Nullable Object url) {
    GypsumClientBuilder builder = GypsumClient.builder();
    if (url != null) {
      return builder.url(url.toString()).build();
    }
    return builder.url(serverUrl(authority, System.getenv("GYPSUM_URL"))).build();
  }

  /** Removes a closed file system, so that it can be opened again. */
  void unregister(String authority) {
    synchronized (openSystems) {
      openSystems.remove(authority);
    }
  }

  /**
   * Returns the URL of a server.
   *
   * @param environmentUrl the value of {@code GYPSUM_URL}; null or blank if it is not set
   */
  private static URI serverUrl(String authority, @Nullable String environmentUrl) {
    if (environmentUrl != null && !environmentUrl.isBlank()) {
      URI url = URI.create(environmentUrl.strip());
      if (authority.equalsIgnoreCase(url.getRawAuthority())) {
        return url;
      }
    }
    String host = URI.create("gypsum://" + authority).getHost();
    boolean local = host != null && LOCAL_HOSTS.contains(host.toLowerCase(Locale.ROOT));
    return URI.create((local ? "http://" : "https://") + authority);
  }

  private static String authority(URI uri) {
    String authority = uri.getRawAuthority();
    if (!SCHEME.equalsIgnoreCase(uri.getScheme()) || authority == null || authority.isEmpty()
        || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "expected gypsum://host/project/asset/version/path, found '" + uri + "'");
    }
    return authority.toLowerCase(Locale.ROOT);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  /**
   * Opens a file for reading as {@link GypsumClient#openFile} does.
   *
   * @throws ReadOnlyFileSystemException if the options open the file for writing
   */
  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    for (OpenOption option : options) {
      requireForReading(option);
    }
    GypsumPath file = requireGypsumPath(path);
    return file.getFileSystem().tree().open(file);
  }

  /** Options that concern writing are ignored when a file is opened for reading, as the Java API specifies. */
  private static void requireForReading(OpenOption option) {
    if (option instanceof StandardOpenOption standard) {
      switch (standard) {
        case WRITE, APPEND, DELETE_ON_CLOSE -> throw new ReadOnlyFileSystemException();
        case READ, TRUNCATE_EXISTING, CREATE, CREATE_NEW, SPARSE, SYNC, DSYNC -> {}
      }
    } else if (!(option instanceof LinkOption)) {
      throw new UnsupportedOperationException("unsupported option '" + option + "'");
    }
  }

  /** @throws UnsupportedOperationException always */
  @Override
  public AsynchronousFileChannel newAsynchronousFileChannel(
      Path path, Set<? extends OpenOption> options, ExecutorService executor,
      FileAttribute<?>... attributes) {
    throw new UnsupportedOperationException(
        "'" + path.toUri()
            + "' cannot be opened asynchronously; use FileChannel.open in a separate thread,"
            + " or save the file with GypsumClient.saveFile and open the saved file");
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    GypsumPath path = requireGypsumPath(directory);
    if (path.getFileSystem().tree().node(path) instanceof TreeNode.Directory found) {
      return new GypsumDirectoryStream(path, found.children(), filter);
    }
    throw new NotDirectoryException(directory.toString());
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    GypsumPath gypsumPath = requireGypsumPath(path);
    gypsumPath.getFileSystem().tree().node(gypsumPath);
    for (AccessMode mode : modes) {
      if (mode != AccessMode.READ) {
        throw new AccessDeniedException(path.toString(), null, "a gypsum file system is read-only");
      }
    }
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(
          "unsupported attributes " + type + ": only the basic attributes are supported");
    }
    GypsumPath gypsumPath = requireGypsumPath(path);
    return type.cast(gypsumPath.getFileSystem().tree().attributes(gypsumPath));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    GypsumPath gypsumPath = requireGypsumPath(path);
    return GypsumFileAttributes
        .select(gypsumPath.getFileSystem().tree().attributes(gypsumPath), names);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    if (type != BasicFileAttributeView.class) {
      return null;
    }
    return (V) new GypsumFileAttributes.View(requireGypsumPath(path));
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return path.equals(other)
        || (other instanceof GypsumPath && path.toRealPath().equals(other.toRealPath()));
  }

  @Override
  public boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) {
    return new GypsumFileSystem.ServerFileStore(
        requireGypsumPath(path).getFileSystem().authority());
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createLink(Path link, Path existing) {
    throw new ReadOnlyFileSystemException();
  }

  /** @throws NotLinkException always: links of a version are files with the content of their targets */
  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    throw new NotLinkException(link.toString());
  }

  @Override
  public void delete(Path path) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  private static GypsumPath requireGypsumPath(Path path) {
    if (path instanceof GypsumPath gypsumPath) {
      return gypsumPath;
    }
    throw new ProviderMismatchException("'" + path + "' is not a path of a gypsum file system");
  }
}
