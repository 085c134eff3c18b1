package io.gypsum.server.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Archives whose numbers do not fit into the records of plain ZIP files, without reading their contents. */
class ArchiveTest {
  private static final AssetVersion VERSION = AssetVersion.parse("p/a/v");
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");
  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  private final Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();

  private void add(String path, long sizeBytes) {
    files.put(new UserPath(path), new ManifestEntry(sizeBytes, new Md5(1, 2), null));
  }

  private Archive archive() {
    return new Archive(VERSION, new Manifest(files), "", TIME);
  }

  /** Writes all records of an archive; the contents are zeros, which take no space. */
  private Path write(Archive archive) throws IOException {
    Path file = directory.resolve("test.zip");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (var all = archive.members(); all.hasNext();) {
        Archive.Member member = all.next();
        write(archive, member.offset(), member.contentOffset(), out);
        write(archive, member.contentEnd(), member.end(), out);
      }
      write(archive, archive.centralOffset(), archive.sizeBytes(), out);
    }
    return file;
  }

  private static void write(Archive archive, long from, long to, FileChannel file)
      throws IOException {
    if (from < to) {
      ArchiveWriter writer =
          new ArchiveWriter(
              archive, new ByteRange(from, to - from),
              new MemoryStore(), new KnownChecksums());
      writer.prepare(TestLanes.ample().turns(() -> false));
      OutputStream out = Channels.newOutputStream(file.position(from));
      writer.write(out);
      assertThat(file.position()).isEqualTo(to);
    }
  }

  private static final class KnownChecksums implements ContentChecksums {
    @Override
    public OptionalInt find(Md5 md5, long sizeBytes) {
      return OptionalInt.of(0x12345678);
    }

    @Override
    public void add(Md5 md5, long sizeBytes, int crc32) {}

    @Override
    public void close() {}
  }

  @Test
  void sizesAndOffsetsAtAndAbove4GibAreRead() throws IOException {
    List<Long> sizes =
        List.of(
            1L, 4 * GIB - 2, 4 * GIB - 1, 5L, 4 * GIB, 6 * GIB, 0L, 3L);
    for (int i = 0; i < sizes.size(); i++) {
      add("f" + i, sizes.get(i));
    }
    try (ZipFile zip = new ZipFile(write(archive()).toFile())) {
      assertThat(zip.size()).isEqualTo(sizes.size() + 1);
      for (int i = 0; i < sizes.size(); i++) {
        ZipEntry entry = zip.getEntry("a-v/f" + i);
        assertThat(entry.getSize()).isEqualTo(sizes.get(i));
        assertThat(entry.getCrc()).isEqualTo(sizes.get(i) == 0 ? 0 : 0x12345678);
        try (InputStream content = zip.getInputStream(entry)) {
          assertThat(content.readNBytes(10)).isEqualTo(new byte[Math.clamp(sizes.get(i), 0, 10)]);
        }
      }
    }
  }

  /** 65,535 members are the most that fit into the records of plain ZIP files; the directory is one of them. */
  @ParameterizedTest
  @ValueSource(ints = {65_533, 65_534, 65_535, 65_600})
  void aboutAndMoreThan65535MembersAreRead(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      add("f" + i, 0);
    }
    Archive archive = archive();
    Path file = directory.resolve("many.zip");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(archive, 0, archive.sizeBytes(), out);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.size()).isEqualTo(count + 1);
      assertThat(zip.getEntry("a-v/f" + (count - 1)).getSize()).isZero();
    }
  }

  /** The largest number of a plain record refers to a ZIP64 record; Java reads archives without one, other programs may not. */
  @Test
  void theLargestNumbersOfPlainRecordsAreInZip64Records() {
    long offset = ZipRecords.MAX_32_BITS;
    assertThat(new ZipRecords.EndRecords(65_534, offset - 1, offset - 1).lengthBytes())
        .isEqualTo(22);
    assertThat(new ZipRecords.EndRecords(65_535, 1, 1).lengthBytes()).isEqualTo(98);
    assertThat(new ZipRecords.EndRecords(1, offset, 1).lengthBytes()).isEqualTo(98);
    assertThat(new ZipRecords.EndRecords(1, 1, offset).lengthBytes()).isEqualTo(98);
    ZipRecords.Entry small = ZipRecords.Entry.of("x", offset - 1, Instant.EPOCH);
    ZipRecords.Entry large = ZipRecords.Entry.of("x", offset, Instant.EPOCH);
    assertThat(ZipRecords.descriptorBytes(small)).isEqualTo(16);
    assertThat(ZipRecords.descriptorBytes(large)).isEqualTo(24);
    int header = ZipRecords.centralHeaderBytes(small, offset - 1);
    assertThat(ZipRecords.centralHeaderBytes(small, offset)).isEqualTo(header + 12);
    assertThat(ZipRecords.centralHeaderBytes(large, 0)).isEqualTo(header + 20);
  }

  @Test
  void aFileThatHasAnotherSizeThanItsManifestIsNotWritten() {
    MemoryStore store = new MemoryStore();
    store.put(
        new Key("p/a/v/f"), Content.of("12345"),
        PutCondition.CREATE);
    add("f", 4);
    Archive archive = archive();
    ArchiveWriter writer =
        new ArchiveWriter(
            archive, new ByteRange(0, archive.sizeBytes()), store, new KnownChecksums());
    assertThatThrownBy(() -> writer.write(OutputStream.nullOutputStream()))
        .hasMessageContaining("does not have the size in the manifest");
  }
}
