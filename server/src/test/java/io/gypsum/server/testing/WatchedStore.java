package io.gypsum.server.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Records every call as text ({@code create p/..LOCK}) and lets a test run an action right before or after a call.
 * Thread-safe.
 */
public final class WatchedStore extends ForwardingStore {
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<Hook> hooks = new CopyOnWriteArrayList<>();

  private record Hook(boolean before, Predicate<String> call, Runnable action) {}

  public WatchedStore(Store delegate) {
    super(delegate);
  }

  /** Returns all calls so far, and clears them. */
  public List<String> takeCalls() {
    synchronized (calls) {
      List<String> taken = List.copyOf(calls);
      calls.clear();
      return taken;
    }
  }

  /** Runs {@code action} once, right before the first such call. */
  public void before(String call, Runnable action) {
    hooks.add(new Hook(true, call::equals, action));
  }

  /** Runs {@code action} once, right after the first such call. */
  public void after(String call, Runnable action) {
    hooks.add(new Hook(false, call::equals, action));
  }

  private void called(String call) {
    calls.add(call);
    run(true, call);
  }

  private void run(boolean before, String call) {
    for (Hook hook : List.copyOf(hooks)) {
      if (hook.before() == before && hook.call().test(call) && hooks.remove(hook)) {
        hook.action().run();
      }
    }
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    String call = "head " + key;
    called(call);
    Optional<ObjectInfo> result = super.head(key);
    run(false, call);
    return result;
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    String call = "get " + key;
    called(call);
    Optional<StoredObject> result = super.get(key, range);
    run(false, call);
    return result;
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    called("list all " + prefix);
    return super.list(prefix, startAfter);
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    called("list " + prefix);
    return super.listLevel(prefix, startAfter);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    String call = verb(condition) + " " + key;
    called(call);
    PutResult result = super.put(key, content, condition);
    run(false, call);
    return result;
  }

  private static String verb(PutCondition condition) {
    return switch (condition) {
      case PutCondition.Overwrite overwrite -> "put";
      case PutCondition.Create create -> "create";
      case PutCondition.IfMatch match -> "replace";
    };
  }

  @Override
  public void delete(Collection<Key> keys) {
    String call =
        "delete " + (keys.size() == 1 ? keys.iterator().next().value() : keys.size() + " keys");
    called(call);
    super.delete(keys);
    run(false, call);
  }
}
