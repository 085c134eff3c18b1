package io.gypsum.client.nio;

import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

import io.gypsum.client.GypsumClient;
import org.jspecify.annotations.Nullable;

/** The file system of one server. */
final class GypsumFileSystem extends FileSystem {
  private final GypsumFileSystemProvider provider;
  private final String authority;
  private final GypsumClient client;
  private final boolean ownsClient;
  private final ServerTree tree;
  private volatile boolean closed;

  /** @param ownsClient whether closing the file system closes the client */
  GypsumFileSystem(
      GypsumFileSystemProvider provider, String authority, GypsumClient client,
      boolean ownsClient) {
    this.provider = provider;
    this.authority = authority;
    this.client = client;
    this.ownsClient = ownsClient;
    this.tree = new ServerTree(client);
  }

  String authority() {
    return authority;
  }

  /** @throws ClosedFileSystemException after {@link #close} */
  ServerTree tree() {
    if (closed) {
      throw new ClosedFileSystemException();
    }
    return tree;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      provider.unregister(authority);
      if (ownsClient) {
        client.close();
      }
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of(new ServerFileStore(authority));
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public GypsumPath getPath(String first, String... more) {
    return GypsumPath.parse(
        this, more.length == 0 ? first : first + "/" + String.join("/", more));
  }

  /** Matches the text of a path with the default file system's {@code glob:} and {@code regex:} syntax. */
  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(pattern);
    return path -> matcher.matches(Path.of(path.toString()));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("a gypsum file system has no users");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("a gypsum file system cannot be watched");
  }

  /** The server as a file store. Its capacity is unknown: total space is unlimited, and no space is usable. */
  static final class ServerFileStore extends FileStore {
    private final String authority;

    ServerFileStore(String authority) {
      this.authority = authority;
    }

    @Override
    public String name() {
      return authority;
    }

    @Override
    public String type() {
      return GypsumFileSystemProvider.SCHEME;
    }

    @Override
    public boolean isReadOnly() {
      return true;
    }

    @Override
    public long getTotalSpace() {
      return Long.MAX_VALUE;
    }

    @Override
    public long getUsableSpace() {
      return 0;
    }

    @Override
    public long getUnallocatedSpace() {
      return 0;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
      return type == BasicFileAttributeView.class;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
      return name.equals("basic");
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
      return null;
    }

    @Override
    public Object getAttribute(String name) {
      throw new UnsupportedOperationException("unknown attribute '" + name + "'");
    }
  }
}
