package io.gypsum.store.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.store.disk.Fixture.list;
import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static io.gypsum.store.disk.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A store releases its descriptors, threads and memory. */
class DiskResourceTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @TempDir Path root;

  @Test
  void descriptorsAndThreadsAreReleased() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS));
    useEverything();
    long before = openDescriptors();
    for (int i = 0; i < 3; i++) {
      useEverything();
    }
    assertThat(openDescriptors()).isEqualTo(before);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("gypsum-store"));
  }

  private void useEverything() {
    try (DiskStore store = DiskStore.open(root); DiskStore second = DiskStore.open(root)) {
      put(store, "a/b", "x");
      put(second, "a/..c", "x");
      text(store, "a/b");
      text(store, "a/..c");
      store.localFile(new Key("a/b"));
      list(store, "", false);
      list(store, "", true);
      byte[] big = new byte[5_000_000];
      Content wrong =
          new Content(big.length, new Md5(1, 2), () -> new ByteArrayInputStream(big), true);
      assertThatThrownBy(() -> store.put(new Key("big"), wrong, PutCondition.CREATE))
          .isInstanceOf(GypsumException.class);
      assertThatThrownBy(() -> put(store, "a/b/c", "x")).isInstanceOf(GypsumException.class);
      store.put(new Key("a/b"), Content.of("x"), new PutCondition.IfMatch(new ETag("no")));
      store.get(new Key("a/b"), ByteRange.ALL).orElseThrow().close();
      store.delete(List.of(new Key("a/b"), new Key("a/..c")));
    }
  }

  private static long openDescriptors() throws Exception {
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(DiskResourceTest::isFile).count();
    }
  }

  /** Excludes descriptors that the JVM opens at any time, such as class files and sockets. */
  private static boolean isFile(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/") && !target.endsWith(".jar") && !target.startsWith("/proc")
          && !target.startsWith("/dev");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void largeBodiesAreReadInSmallPieces() throws Exception {
    long size = 200_000_000;
    InputStream zeros = new InputStream() {
      private long left = size;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        assertThat(length).isLessThanOrEqualTo(1024 * 1024);
        int n = (int) Math.min(left, length);
        left -= n;
        return n == 0 ? -1 : n;
      }
    };
    try (DiskStore store = DiskStore.open(root)) {
      Md5 md5 = Md5.parse("d3cfa9b2da82b7d3ba2df8b1f6dbb8b0");
      Content content = Content.streamed(zeros, size, md5);
      assertThatThrownBy(() -> store.put(new Key("big"), content, PutCondition.CREATE))
          .hasMessageContaining("has the MD5");
      assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks");
    }
  }

  @Test
  void twoStoresOfOneDirectoryShareTheirLocksUntilBothAreClosed() {
    DiskStore first = DiskStore.open(root);
    try (DiskStore second = DiskStore.open(root)) {
      put(first, "key", "by the first");
      put(second, "key", "by the second");
      first.close();
      put(second, "key", "by the second again");
      assertThat(text(second, "key")).hasValue("by the second again");
    }
  }
}
