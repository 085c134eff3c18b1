package io.gypsum.client.nio;

import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

import io.gypsum.client.GypsumClient;

/** One server. */
final class GypsumFileSystem extends FileSystem {
  private final GypsumFileSystemProvider provider;
  private final String authority;
  private final GypsumClient client;
  private final boolean ownsClient;
  private final ServerTree tree;
  private volatile boolean closed;

  /** @param ownsClient whether the client is closed with this */
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
      provider.closed(authority);
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
    return List.of(new ServerStore(authority));
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

  /** By the rules of Java's own {@code glob:} and {@code regex:}, on the path's text. */
  @Override
  public PathMatcher getPathMatcher(String rule) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(rule);
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
}
