package io.gypsum.e2e.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;

/**
 * A store that blocks a project forever after a number of writes, and then creates a marker file with the name of the project. The
 * name contains the number. When the process is killed, many projects are interrupted at the same time, each after exactly its
 * number of writes. A deletion of several keys counts as one write, and a change log as a write of the project on which its thread
 * works. Puts of staged files are not counted, since it depends on the store whether a completion writes them again.
 */
final class HangingStore extends ForwardingStore {
  private static final Pattern WRITES = Pattern.compile("-([0-9]+)-");

  private final Path markers;
  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
  private final ThreadLocal<String> currentProject = new ThreadLocal<>();

  /** @param markers the directory of the marker files */
  HangingStore(Store delegate, Path markers) {
    super(delegate);
    this.markers = markers;
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    if (key.value().startsWith("..arrivals/")) {
      return super.put(key, content, condition);
    }
    String project = project(key);
    before(project);
    PutResult result = super.put(key, content, condition);
    after(project);
    return result;
  }

  @Override
  public void delete(Collection<Key> keys) {
    String project = project(keys.iterator().next());
    before(project);
    super.delete(keys);
    after(project);
  }

  private String project(Key key) {
    String first = key.value().substring(0, key.value().indexOf('/'));
    if (!first.startsWith("..")) {
      currentProject.set(first);
    }
    return currentProject.get();
  }

  private void before(String project) {
    if (writesBeforeHang(project) == 0) {
      blockForever(project);
    }
  }

  private void after(String project) {
    int number = done.computeIfAbsent(project, p -> new AtomicInteger()).incrementAndGet();
    if (number == writesBeforeHang(project)) {
      blockForever(project);
    }
  }

  /** Returns the number of writes after which a project blocks: 0 before the first write, -1 never. */
  private static int writesBeforeHang(String project) {
    Matcher writes = WRITES.matcher(project);
    return writes.find() ? Integer.parseInt(writes.group(1)) : -1;
  }

  private void blockForever(String project) {
    try {
      Files.createFile(markers.resolve(project));
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("a blocked project never continues", e);
    }
  }
}
