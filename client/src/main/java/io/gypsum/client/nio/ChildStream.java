package io.gypsum.client.nio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/** The children of a directory, once. */
final class ChildStream implements DirectoryStream<Path> {
  private final GypsumPath directory;
  private final Iterator<String> names;
  private final Filter<? super Path> filter;
  private boolean taken;
  private volatile boolean closed;

  ChildStream(GypsumPath directory, List<String> names, Filter<? super Path> filter) {
    this.directory = directory;
    this.names = names.iterator();
    this.filter = filter;
  }

  @Override
  public Iterator<Path> iterator() {
    if (taken || closed) {
      throw new IllegalStateException("a directory stream is read once, while it is open");
    }
    taken = true;
    return new Children();
  }

  private final class Children implements Iterator<Path> {
    private @Nullable Path next;

    @Override
    public boolean hasNext() {
      while (next == null && !closed && names.hasNext()) {
        Path candidate = directory.resolve(names.next());
        try {
          next = filter.accept(candidate) ? candidate : null;
        } catch (IOException e) {
          throw new DirectoryIteratorException(e);
        }
      }
      return next != null;
    }

    @Override
    public Path next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Path found = next;
      next = null;
      return found;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
