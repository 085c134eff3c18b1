package io.gypsum.server.page.preview;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** Markdown with one link is rendered once for each content: {@link CountingLinks} counts how often the link is written. */
class CachedMarkdownTest {
  private static final Key KEY = new Key("p/a/v/README.md");

  private final MemoryStore store = new MemoryStore();
  private final PreviewReader reader = new PreviewReader(store);
  private final CountingLinks links = new CountingLinks("/v1", "");

  /** Addresses of a version. */
  private static final class CountingLinks implements MarkdownLinks {
    private final String version;
    private final String folder;
    private final AtomicInteger written = new AtomicInteger();

    CountingLinks(String version, String folder) {
      this.version = version;
      this.folder = folder;
    }

    @Override
    public String folder() {
      return folder;
    }

    @Override
    public String page(UserPath path) {
      written.incrementAndGet();
      return version + "/" + path;
    }

    @Override
    public String versionPage() {
      return version;
    }

    @Override
    public String content(UserPath path) {
      return version + "/" + path;
    }
  }

  private void put(String text) {
    store.put(
        KEY, Content.of(text.getBytes(StandardCharsets.UTF_8)), PutCondition.OVERWRITE);
  }

  private static String html(PreviewReader reader, MarkdownLinks links) {
    FilePreview preview = reader.read(KEY, "README.md", links).orElseThrow().preview();
    return ((FilePreview.Markdown) preview).html();
  }

  @Test
  void aFileIsRenderedOnceForEachContent() {
    put("[one](a)");
    assertThat(html(reader, links)).contains("one");
    assertThat(html(reader, links)).contains("one");
    assertThat(links.written).hasValue(1);

    put("[two](a)");
    assertThat(html(reader, links)).contains("two").doesNotContain("one");
    assertThat(links.written).hasValue(2);
  }

  @Test
  void aDeletedFileIsNotShown() {
    put("[one](a)");
    assertThat(html(reader, links)).contains("one");
    store.delete(List.of(KEY));
    assertThat(reader.read(KEY, "README.md", links)).isEmpty();
  }

  @Test
  void theAddressesInALinkedFileAreThoseOfTheVersionThatIsShown() {
    put("[one](a)");
    assertThat(html(reader, links)).contains("href=\"/v1/a\"");
    assertThat(html(reader, new CountingLinks("/v2", ""))).contains("href=\"/v2/a\"");
    assertThat(html(reader, new CountingLinks("/v1", "d/"))).contains("href=\"/v1/d/a\"");
  }

  @Test
  void aFileThatIsReplacedDuringARequestIsCachedAsWhatWasRead() {
    put("[old](a)");
    AtomicBoolean isReplaced = new AtomicBoolean();
    PreviewReader racing = new PreviewReader(new ForwardingReadStore(store) {
      @Override
      public Optional<StoredObject> get(Key key, ByteRange range) {
        if (!isReplaced.getAndSet(true)) {
          put("[new](a)");
        }
        return super.get(key, range);
      }
    });
    assertThat(html(racing, links)).contains("new");
    assertThat(html(racing, links)).contains("new");
    assertThat(links.written).hasValue(1);
  }

  @Test
  void concurrentRequestsRenderAFileOnce() throws Exception {
    put("[one](a)");
    CountDownLatch open = new CountDownLatch(2);
    PreviewReader shared = new PreviewReader(new ForwardingReadStore(store) {
      @Override
      public Optional<StoredObject> get(Key key, ByteRange range) {
        Optional<StoredObject> object = super.get(key, range);
        open.countDown();
        await(open);
        return object;
      }
    });
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<String> request = () -> html(shared, links);
      Future<String> first = threads.submit(request);
      Future<String> second = threads.submit(request);
      assertThat(first.get(10, SECONDS)).isEqualTo(second.get(10, SECONDS));
    }
    assertThat(links.written).hasValue(1);
  }

  @Test
  void theCacheIsBoundedInBytes() {
    String large = "[one](a)\n\n" + "word ".repeat(30_000);
    put(large);
    int files = PreviewReader.MAX_CACHED_BYTES / (Character.BYTES * html(reader, links).length());
    for (int i = 0; i < 2 * files; i++) {
      assertThat(html(reader, new CountingLinks("/v" + i, ""))).contains("/v" + i + "/a");
    }
    assertThat(reader.cachedBytes()).isBetween(1L, (long) PreviewReader.MAX_CACHED_BYTES);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
