package io.gypsum.client.nio;

import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;

import org.jspecify.annotations.Nullable;

/** A server as where files are; how much room it has is not told. */
final class ServerStore extends FileStore {
  private final String authority;

  ServerStore(String authority) {
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
    throw new UnsupportedOperationException("there is no attribute '" + name + "'");
  }
}
