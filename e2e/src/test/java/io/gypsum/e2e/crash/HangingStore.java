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

import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;

/**
 * A store that blocks all operations of a project forever after a number of writes, and then creates a marker file with the project's name. The process can then be killed for many projects at once, each at exactly this point. A deletion of several keys counts as one write; a change log belongs to the project that its thread works on.
 */
final class HangingStore extends ForwardingStore {
  private final String projects;
  private final int writes;
  private final Path markers;
  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
  private final ThreadLocal<String> currentProject = new ThreadLocal<>();

  /**
   * @param projects a text that the names of the affected projects contain
   * @param writes the number of writes after which a project blocks; 0 blocks before the first write
   */
  HangingStore(Store delegate, String projects, int writes, Path markers) {
    super(delegate);
    this.projects = projects;
    this.writes = writes;
    this.markers = markers;
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
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
    if (writes == 0 && project.contains(projects)) {
      blockForever(project);
    }
  }

  private void after(String project) {
    if (project.contains(projects)
        && done.computeIfAbsent(project, p -> new AtomicInteger()).incrementAndGet() == writes) {
      blockForever(project);
    }
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
