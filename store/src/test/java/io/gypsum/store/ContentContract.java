package io.gypsum.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Content of puts: it is read and verified completely, or nothing is written. */
interface ContentContract extends StoreUnderTest {
  /** Sizes around the thresholds at which stores switch their implementation. */
  List<Integer> SIZES =
      List.of(0, 1, 65_535, 65_536, 65_537, 4_194_304, 4_194_305, 5_000_001);

  @Test
  default void contentOfAnySizeIsStoredCompletely() {
    for (String name : List.of("file", "..document")) {
      for (int size : SIZES) {
        byte[] bytes = random(size);
        Content content =
            new Content(size, md5(bytes), () -> new Dribble(bytes, size + 1), true);
        ETag etag = written(store().put(key(name), content, PutCondition.OVERWRITE));
        assertThat(store().head(key(name)).orElseThrow().etag()).as("size " + size).isEqualTo(etag);
        assertThat(bytes(name, ByteRange.ALL).orElseThrow()).isEqualTo(bytes);
      }
    }
  }

  @Test
  default void differentContentsHaveDifferentETags() {
    for (String name : List.of("file", "..document")) {
      ETag one = write(name, "one");
      ETag two = write(name, "two");
      ETag three = write(name, "three");
      assertThat(List.of(one, two, three)).doesNotHaveDuplicates();
      assertThat(store().head(key(name)).orElseThrow().etag()).isEqualTo(three);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 70_000, 5_000_000})
  default void mismatchingContentChangesNothing(int size) {
    byte[] bytes = random(size);
    byte[] longer = random(size + 1);
    byte[] muchLonger = random(size + 300_000);
    Md5 right = md5(bytes);
    List<Content> wrong =
        List.of(
            new Content(size + 1, null, () -> new ByteArrayInputStream(bytes), true),
            new Content(size + 100_000, right, () -> new ByteArrayInputStream(bytes), true),
            new Content(size, null, () -> new ByteArrayInputStream(longer), true),
            new Content(size, right, () -> new Dribble(muchLonger, 1), true),
            new Content(size, new Md5(1, 2), () -> new ByteArrayInputStream(bytes), true));
    write("kept", "old");
    write("..kept", "old");
    List<String> before = everything();
    for (Content content : wrong) {
      for (String name : List.of("kept", "..kept", "new/file", "..new")) {
        assertThatThrownBy(() -> store().put(key(name), content, PutCondition.OVERWRITE))
            .isInstanceOf(ContentMismatchException.class)
            .hasMessageContaining(name);
      }
      assertThatThrownBy(() -> store().put(key("created"), content, PutCondition.CREATE))
          .isInstanceOf(ContentMismatchException.class);
      assertThat(everything()).isEqualTo(before);
      assertThat(text("kept")).hasValue("old");
      assertThat(text("..kept")).hasValue("old");
    }
  }

  @Test
  default void unreadableContentChangesNothing() {
    write("kept", "old");
    Content.Source doesNotOpen = () -> {
      throw new IOException("no such stream");
    };
    byte[] bytes = random(5_000_000);
    Content.Source breaks = () -> new Dribble(bytes, 7) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        if (n < 0) {
          throw new IOException(BrokenStream.MESSAGE);
        }
        return n;
      }
    };
    for (Content.Source source : List.of(doesNotOpen, breaks)) {
      Content content = new Content(6_000_000, null, source, false);
      assertThatThrownBy(() -> store().put(key("kept"), content, PutCondition.OVERWRITE))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE));
      assertThat(text("kept")).hasValue("old");
    }
  }

  @Test
  default void anUncheckedExceptionOfTheSourceIsThrownUnchanged() {
    Content content = new Content(5, null, () -> {
      throw new IllegalStateException("over the limit");
    }, true);
    assertThatThrownBy(() -> store().put(key("refused"), content, PutCondition.OVERWRITE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("over the limit");
    assertThat(everything()).isEmpty();
  }

  @Test
  default void theSourceIsClosed() {
    int[] open = {0};
    byte[] bytes = random(5_000_000);
    Content.Source source = () -> {
      open[0]++;
      return new FilterInputStream(new ByteArrayInputStream(bytes)) {
        @Override
        public void close() {
          open[0]--;
        }
      };
    };
    Content good = new Content(bytes.length, null, source, true);
    store().put(key("good"), good, PutCondition.OVERWRITE);
    assertThat(open).containsExactly(0);
    Content bad = new Content(bytes.length - 1, null, source, true);
    assertThatThrownBy(() -> store().put(key("bad"), bad, PutCondition.OVERWRITE))
        .isInstanceOf(ContentMismatchException.class);
    assertThat(open).containsExactly(0);
    store().put(key("good"), good, PutCondition.CREATE);
    assertThat(open).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6 * 1024 * 1024})
  default void objectsAreConcatenated(int size) throws IOException {
    byte[] second = random(size + 1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : List.of(random(size), second, random(5))) {
      all.write(part);
    }
    written(store().put(key("part 1"), Content.of(random(size)), PutCondition.OVERWRITE));
    written(store().put(key("part 2"), Content.of(second), PutCondition.OVERWRITE));
    written(store().put(key("part 3"), Content.of(random(5)), PutCondition.OVERWRITE));
    List<Key> parts = List.of(key("part 1"), key("part 2"), key("part 3"));
    Md5 md5 = md5(all.toByteArray());
    Key whole = key("whole+");

    for (int wrong : new int[] {all.size() - 1, all.size() + 1}) {
      assertThatThrownBy(
          () -> store().concatenate(parts, whole, wrong, null, PutCondition.CREATE))
          .isInstanceOf(ContentMismatchException.class);
    }
    assertThatThrownBy(
        () -> store()
            .concatenate(parts, whole, all.size(), md5(new byte[0]), PutCondition.CREATE))
        .isInstanceOf(ContentMismatchException.class)
        .hasMessageContaining(md5.toString());
    List<Key> lost = List.of(key("part 1"), key("none"));
    assertThatThrownBy(
        () -> store().concatenate(lost, whole, size + 5, null, PutCondition.CREATE))
        .isInstanceOf(StoreException.class);
    assertThat(store().head(whole)).isEmpty();

    ETag etag = written(store().concatenate(parts, whole, all.size(), md5, PutCondition.CREATE));
    assertThat(store().head(whole).orElseThrow().etag()).isEqualTo(etag);
    assertThat(bytes("whole+", ByteRange.ALL)).hasValue(all.toByteArray());
    assertThat(store().concatenate(parts, whole, all.size(), md5, PutCondition.CREATE))
        .isInstanceOf(PutResult.ConditionNotMet.class);
    written(
        store()
            .concatenate(
                List.of(key("part 2")), whole, size + 1, null, PutCondition.OVERWRITE));
    assertThat(bytes("whole+", ByteRange.ALL)).hasValue(second);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Md5 md5(byte[] bytes) {
    try {
      return Md5.of(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a varying number of bytes per read, as a socket does. */
  class Dribble extends InputStream {
    private final ByteArrayInputStream bytes;
    private final Random random;

    Dribble(byte[] bytes, long seed) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.random = new Random(seed);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return bytes.read(into, offset, Math.min(length, 1 + random.nextInt(100_000)));
    }
  }
}
