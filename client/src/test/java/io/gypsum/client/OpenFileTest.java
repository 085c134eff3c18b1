package io.gypsum.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import io.gypsum.client.bucket.RemoteFileChannel;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The channels of {@code openFile}: of files that are not in the cache, unless stated otherwise. */
class OpenFileTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final UserPath X = new UserPath("x");
  private static final String FILE = "GET /file/p%2Fa%2Fv1%2Fx";

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  @TempDir Path directory;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private byte[] publish(int bytes) {
    StringBuilder block = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 10_007; i++) {
      block.append((char) ('a' + random.nextInt(26)));
    }
    String text = block.toString().repeat(bytes / block.length() + 1).substring(0, bytes);
    server.bucket.addVersion(V1, Map.of("x", text));
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @FunctionalInterface
  private interface Step {
    Object on(FileChannel channel) throws IOException;
  }

  @Test
  void aChannelBehavesLikeThatOfALocalFile() throws IOException {
    byte[] content = publish(300_000);
    Path local = Files.write(directory.resolve("x"), content);
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("size", FileChannel::size);
    steps.put("read", channel -> read(channel, ByteBuffer.allocate(1000)));
    steps.put("read all", channel -> read(channel, ByteBuffer.allocate(400_000)));
    steps.put("read at the end", channel -> read(channel, ByteBuffer.allocate(1)));
    steps.put("read nothing at the end", channel -> read(channel, ByteBuffer.allocate(0)));
    steps.put("position", FileChannel::position);
    steps.put("position beyond the end", channel -> channel.position(300_001).position());
    steps.put("read beyond the end", channel -> read(channel, ByteBuffer.allocate(1)));
    steps.put("negative position", channel -> channel.position(-1));
    steps.put("go back", channel -> channel.position(299_990).position());
    steps.put("scatter", channel -> {
      ByteBuffer[] targets =
          {ByteBuffer.allocate(3), ByteBuffer.allocate(0), ByteBuffer.allocate(20)};
      return channel.read(targets) + texts(targets);
    });
    steps.put(
        "scatter at the end", channel -> channel.read(new ByteBuffer[] {ByteBuffer.allocate(3)}));
    steps.put("scatter into a part", channel -> {
      ByteBuffer[] targets = {ByteBuffer.allocate(3), ByteBuffer.allocate(4)};
      return channel.position(5).read(targets, 1, 1) + texts(targets);
    });
    steps.put("scatter outside", channel -> channel.read(new ByteBuffer[1], 1, 1));
    steps.put(
        "read into a read-only buffer",
        channel -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
    steps.put("read at", channel -> {
      ByteBuffer target = ByteBuffer.allocate(200_000);
      return channel.read(target, 50_000) + texts(target) + channel.position();
    });
    steps.put("read at, partly", channel -> channel.read(ByteBuffer.allocate(200_000), 299_000));
    steps.put(
        "read at the end of the file", channel -> channel.read(ByteBuffer.allocate(1), 300_000));
    steps.put("read at a negative position", channel -> channel.read(ByteBuffer.allocate(1), -1));
    steps.put("transfer", channel -> transfer(channel, 100, 250_000));
    steps.put("transfer more than there is", channel -> transfer(channel, 299_000, 250_000));
    steps.put("transfer nothing", channel -> transfer(channel, 300_000, 10));
    steps.put("transfer from beyond the end", channel -> transfer(channel, 300_001, 10));
    steps.put("transfer a negative count", channel -> transfer(channel, 0, -1));
    steps.put("map", channel -> text(channel.map(MapMode.READ_ONLY, 1000, 250_000)));
    steps.put("map nothing", channel -> text(channel.map(MapMode.READ_ONLY, 1000, 0)));
    steps.put("map too much", channel -> channel.map(MapMode.READ_ONLY, 1000, 300_000));
    steps.put("map a negative size", channel -> channel.map(MapMode.READ_ONLY, 0, -1));
    steps.put("map more than an array", channel -> channel.map(MapMode.READ_ONLY, 0, 1L << 31));
    steps.put("map for writing", channel -> channel.map(MapMode.READ_WRITE, 0, 1));
    steps.put("map privately", channel -> channel.map(MapMode.PRIVATE, 0, 1));
    steps.put(
        "write into a mapped region",
        channel -> channel.map(MapMode.READ_ONLY, 0, 1).put(0, (byte) 1));
    steps.put("write", channel -> channel.write(ByteBuffer.allocate(1)));
    steps.put("write at", channel -> channel.write(ByteBuffer.allocate(1), 0));
    steps.put("gather", channel -> channel.write(new ByteBuffer[] {ByteBuffer.allocate(1)}));
    steps.put(
        "transfer from", channel -> channel
            .transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[1])), 0, 1));
    steps.put("truncate", channel -> channel.truncate(0));
    steps.put("lock", FileChannel::lock);
    steps.put("try to lock", FileChannel::tryLock);
    steps.put("force", channel -> {
      channel.force(true);
      return "";
    });
    steps.put("close", channel -> {
      channel.close();
      channel.close();
      return channel.isOpen();
    });
    steps.put("read after closing", channel -> channel.read(ByteBuffer.allocate(1)));
    steps.put("read at, after closing", channel -> channel.read(ByteBuffer.allocate(1), 0));
    steps.put("transfer after closing", channel -> transfer(channel, 0, 1));
    steps.put("map after closing", channel -> channel.map(MapMode.READ_ONLY, 0, 1));
    steps.put("size after closing", FileChannel::size);
    steps.put("write after closing", channel -> channel.write(ByteBuffer.allocate(1)));
    steps.put("lock after closing", FileChannel::lock);
    try (FileChannel expected = FileChannel.open(local);
        FileChannel found = client.openFile(V1, X)) {
      steps.forEach(
          (name, step) -> assertThat(outcome(step, found)).as(name)
              .isEqualTo(outcome(step, expected)));
    }
  }

  private static Object outcome(Step step, FileChannel channel) {
    try {
      return step.on(channel);
    } catch (IOException | RuntimeException e) {
      return e.getClass().getName();
    }
  }

  private static String read(FileChannel channel, ByteBuffer target) throws IOException {
    return channel.read(target) + texts(target);
  }

  private static String transfer(FileChannel channel, long from, long count) throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    return channel.transferTo(from, count, Channels.newChannel(target))
        + target.toString(StandardCharsets.US_ASCII);
  }

  private static String texts(ByteBuffer... filled) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer buffer : filled) {
      text.append(' ').append(text(buffer.flip()));
    }
    return text.toString();
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.US_ASCII.decode(buffer).toString();
  }

  @Test
  void aReadFillsTheBufferThoughARangeIsSmaller() throws IOException {
    byte[] content = publish(2_500_000);
    ByteBuffer target = ByteBuffer.allocate(2_400_000);
    try (FileChannel channel = client.openFile(V1, X)) {
      assertThat(channel.read(target, 100_000)).isEqualTo(2_400_000);
    }
    assertThat(target.array()).isEqualTo(Arrays.copyOfRange(content, 100_000, 2_500_000));
  }

  @Test
  void afterAFailedReadTheBufferAndThePositionAreUnchanged() throws IOException {
    byte[] content = publish(2_500_000);
    ByteBuffer target = ByteBuffer.allocate(2_400_000).position(1).limit(2_300_001);
    try (FileChannel channel = client.openFile(V1, X)) {
      channel.position(7);
      server.failWhen(() -> server.ranges().isEmpty() ? null : ServerFault.returnStatus("", 500));
      assertThatThrownBy(() -> channel.read(target))
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(GypsumException.class);
      assertThat(server.ranges()).isNotEmpty();
      assertThat(target.position()).isEqualTo(1);
      assertThat(target.limit()).isEqualTo(2_300_001);
      assertThat(channel.position()).isEqualTo(7);

      server.failWhen(() -> null);
      assertThat(channel.read(target)).isEqualTo(2_300_000);
    }
    assertThat(Arrays.copyOfRange(target.array(), 1, 2_300_001))
        .isEqualTo(Arrays.copyOfRange(content, 7, 2_300_007));
  }

  @Test
  void aTransferStopsWhenTheTargetAcceptsNoMore() throws IOException {
    byte[] content = publish(10);
    ByteArrayOutputStream accepted = new ByteArrayOutputStream();
    WritableByteChannel full = new WritableByteChannel() {
      @Override
      public int write(ByteBuffer source) {
        int count = Math.min(3 - accepted.size(), source.remaining());
        for (int i = 0; i < count; i++) {
          accepted.write(source.get());
        }
        return count;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
    try (FileChannel channel = client.openFile(V1, X)) {
      assertThat(channel.transferTo(0, 10, full)).isEqualTo(3);
    }
    assertThat(accepted.toByteArray()).isEqualTo(Arrays.copyOf(content, 3));
  }

  @Test
  void aSmallMappedRegionIsReadAndALargeOneSavesTheFile() throws IOException {
    int most = RemoteFileChannel.MAX_COPIED_BYTES;
    byte[] content = publish(most + 10);
    Path saved = server.cache.resolve("bucket/p/a/v1/x");
    try (FileChannel channel = client.openFile(V1, X)) {
      assertThat(bytes(channel.map(MapMode.READ_ONLY, 5, most)))
          .isEqualTo(Arrays.copyOfRange(content, 5, most + 5));
      assertThat(saved).doesNotExist();

      MappedByteBuffer large = channel.map(MapMode.READ_ONLY, 9, most + 1);
      assertThat(Files.readAllBytes(saved)).isEqualTo(content);

      server.stopServing();
      ByteBuffer rest = ByteBuffer.allocate(20);
      assertThat(channel.read(rest, most)).isEqualTo(10);
      channel.close();
      assertThat(bytes(large)).isEqualTo(Arrays.copyOfRange(content, 9, most + 10));
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void aFileThatCannotBeSavedCannotBeMappedButRead() throws IOException {
    publish(RemoteFileChannel.MAX_COPIED_BYTES + 1);
    Files.createDirectories(server.cache.resolve("status/p/a"));
    Files.writeString(server.cache.resolve("status/p/a/v1"), "not a directory");
    try (FileChannel channel = client.openFile(V1, X)) {
      assertThatThrownBy(() -> channel.map(MapMode.READ_ONLY, 0, channel.size()))
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(GypsumException.class);
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(1);
    }
  }

  @Test
  void aFileThatWasReplacedIsNotMapped() throws IOException {
    publish(RemoteFileChannel.MAX_COPIED_BYTES + 1);
    Manifest first = server.bucket.manifest(V1);
    server.bucket.publish(V1, first, true);
    try (FileChannel channel = client.openFile(V1, X)) {
      publish(RemoteFileChannel.MAX_COPIED_BYTES + 2);
      assertThatThrownBy(() -> channel.map(MapMode.READ_ONLY, 0, channel.size()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("was replaced");
    }
  }

  @Test
  void aLinkIsMappedAsItsTarget() throws IOException {
    byte[] content = publish(RemoteFileChannel.MAX_COPIED_BYTES + 1);
    ManifestEntry real = server.bucket.manifest(V1).get(X);
    AssetVersion v2 = AssetVersion.parse("p/a/v2");
    UserPath link = new UserPath("link");
    server.bucket.publish(
        v2,
        new Manifest(
            Map.of(
                link,
                new ManifestEntry(
                    real.sizeBytes(), real.md5(), new Link(new FileAddress(V1, X), null)))),
        false);
    try (FileChannel channel = client.openFile(v2, link)) {
      assertThat(bytes(channel.map(MapMode.READ_ONLY, 0, channel.size()))).isEqualTo(content);
    }
  }

  @Test
  void aCachedFileIsMappedWithoutARequest() throws IOException {
    byte[] content = publish(1000);
    client.saveVersion(V1);
    int before = server.requests().size();
    try (FileChannel channel = client.openFile(V1, X)) {
      assertThat(bytes(channel.map(MapMode.READ_ONLY, 0, 1000))).isEqualTo(content);
      assertThatThrownBy(() -> channel.map(MapMode.READ_WRITE, 0, 1000))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
    }
    assertThat(server.requests()).hasSize(before);
  }

  @Test
  void aSharedLockIsRefusedWithAReason() throws IOException {
    publish(10);
    try (FileChannel channel = client.openFile(V1, X)) {
      for (ThrowingCallable lock : new ThrowingCallable[] {
          () -> channel.lock(0, 1, true), () -> channel.tryLock(0, 1, true)}) {
        assertThatThrownBy(lock).isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("needs no lock");
      }
    }
  }

  @Test
  void anInterruptedReadClosesTheChannel() throws IOException {
    publish(10);
    try (FileChannel channel = client.openFile(V1, X)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void closingEndsAReadOfAnotherThread() throws IOException {
    publish(10);
    FileChannel channel = client.openFile(V1, X);
    server.inject(
        new ServerFault(
            FILE, ServerFault.Effect.RETURN_STATUS, 404, () -> closeUnchecked(channel)));
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isExactlyInstanceOf(ClosedChannelException.class);
  }

  private static void closeUnchecked(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
