package io.gypsum.client.nio;

import java.io.IOException;
import java.net.URI;
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

import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The file system behind {@code gypsum:} URIs. Found by Java itself when it is on the class path.
 *
 * <ul>
 *   <li>The URI's authority is the server. It is spoken to by https, by http when it is this machine, or as the
 *       environment variable {@code GYPSUM_URL} says when that names the same authority. {@code newFileSystem} takes the
 *       address ({@code "url"}, a String or URI) or a client of the caller's own ({@code "client"}), which stays open when
 *       the file system is closed.
 *   <li>Directories are the server's projects, their assets, these' versions, and what the paths of a version's files
 *       make directories. {@code latest} can stand for a version; {@code toRealPath} tells which one it is.
 *   <li>Files have the size that the manifest says; links are read as the files they stand for. Times are when the version
 *       was finished. The store's internal documents are not there.
 *   <li>What was asked of a server is remembered for a minute, for bounded many directories; a version of any number of
 *       files takes one request. Files are read by ranges, or from the cache when they are there.
 *   <li>Everything that would write throws {@link ReadOnlyFileSystemException}.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class GypsumFileSystemProvider extends FileSystemProvider {
  static final String SCHEME = "gypsum";

  private final Map<String, GypsumFileSystem> open = new HashMap<>();

  /** For Java's own use; {@code Path.of(URI)} and {@code FileSystems.newFileSystem(URI, Map)} are the doors. */
  public GypsumFileSystemProvider() {}

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    String authority = authority(uri);
    synchronized (open) {
      if (open.containsKey(authority)) {
        throw new FileSystemAlreadyExistsException(authority);
      }
      return add(authority, env);
    }
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    String authority = authority(uri);
    synchronized (open) {
      GypsumFileSystem found = open.get(authority);
      if (found == null) {
        throw new FileSystemNotFoundException(authority);
      }
      return found;
    }
  }

  /** Opens the file system if it is not open yet, so that tools that know only {@code Path.of} need no more. */
  @Override
  public Path getPath(URI uri) {
    String authority = authority(uri);
    synchronized (open) {
      GypsumFileSystem system = open.get(authority);
      if (system == null) {
        system = add(authority, Map.of());
      }
      String path = uri.getPath();
      return system.getPath(path == null || path.isEmpty() ? "/" : path);
    }
  }

  private GypsumFileSystem add(String authority, Map<String, ?> env) {
    Object client = env.get("client");
    GypsumFileSystem system =
        client instanceof GypsumClient given
            ? new GypsumFileSystem(this, authority, given, false)
            : new GypsumFileSystem(this, authority, client(authority, env.get("url")), true);
    open.put(authority, system);
    return system;
  }

  private static GypsumClient client(String authority, @Nullable Object url) {
    GypsumClientBuilder builder = GypsumClient.builder();
    if (url != null) {
      return builder.url(url.toString()).build();
    }
    return builder.url(ServerAddress.of(authority, System.getenv("GYPSUM_URL"))).build();
  }

  void closed(String authority) {
    synchronized (open) {
      open.remove(authority);
    }
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
    for (OpenOption option : options) {
      if (option != StandardOpenOption.READ && !(option instanceof LinkOption)) {
        throw new ReadOnlyFileSystemException();
      }
    }
    GypsumPath file = ours(path);
    return file.getFileSystem().tree().open(file);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    GypsumPath path = ours(directory);
    if (path.getFileSystem().tree().node(path) instanceof Node.Directory found) {
      return new ChildStream(path, found.children(), filter);
    }
    throw new NotDirectoryException(directory.toString());
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    GypsumPath ours = ours(path);
    ours.getFileSystem().tree().node(ours);
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
      throw new UnsupportedOperationException("only basic attributes are there, not " + type);
    }
    GypsumPath ours = ours(path);
    return type.cast(ours.getFileSystem().tree().attributes(ours));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    GypsumPath ours = ours(path);
    return NodeAttributes.select(ours.getFileSystem().tree().attributes(ours), names);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    if (type != BasicFileAttributeView.class) {
      return null;
    }
    return (V) new NodeAttributes.View(ours(path));
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
    return new ServerStore(ours(path).getFileSystem().authority());
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
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

  private static GypsumPath ours(Path path) {
    if (path instanceof GypsumPath ours) {
      return ours;
    }
    throw new ProviderMismatchException(path + " is not a path of a gypsum file system");
  }
}
