package io.gypsum.e2e.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import htsjdk.samtools.SAMFileHeader;
import htsjdk.samtools.SAMFileWriter;
import htsjdk.samtools.SAMFileWriterFactory;
import htsjdk.samtools.SAMRecord;
import htsjdk.samtools.SAMSequenceRecord;
import htsjdk.samtools.SamInputResource;
import htsjdk.samtools.SamReader;
import htsjdk.samtools.SamReaderFactory;
import htsjdk.samtools.ValidationStringency;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** htsjdk, with which GATK and other tools read genomic data, reads paths and permanent addresses unchanged. */
@ExtendWith(SharedServer.class)
class HtsjdkTest {
  private static final int CHROMOSOME_BASES = 20_000_000;
  private static final int READS = 60_000;
  private static final int READ_BASES = 100;

  private static final int[] STARTS = {1, 5_000_000, 19_000_000};

  @TempDir private static Path data;
  private static Path bam;
  private static Path index;

  private final TestServer server;
  @TempDir private Path directory;

  HtsjdkTest(TestServer server) {
    this.server = server;
  }

  @BeforeAll
  static void writeFiles() {
    bam = writeBam(data.resolve("reads.bam"));
    index = data.resolve("reads.bai");
  }

  private AssetVersion upload() {
    AssetVersion version = AssetVersion.of(server.newProject(), "alignments", "v1");
    try (GypsumClient client =
        GypsumClient.builder()
            .url(server.process().url())
            .token(Users.TRUSTED.token())
            .cacheDirectory(directory.resolve("uploader"))
            .build()) {
      client.uploadDirectory(version, data);
    }
    return version;
  }

  @Test
  void anIndexedBamIsReadByRandomAccess() throws IOException {
    AssetVersion version = upload();

    try (MountedServer mounted = new MountedServer(server, directory.resolve("cache"))) {
      Path remote = mounted.path("/" + version + "/reads.bam");
      Path remoteIndex = mounted.path("/" + version + "/reads.bai");
      for (int start : STARTS) {
        assertThat(namesIn(SamInputResource.of(remote).index(remoteIndex), start))
            .isNotEmpty()
            .isEqualTo(expectedNames(start));
      }
      assertThat(mounted.requests() * 65_536L)
          .as("upper bound of the bytes that random access fetches")
          .isLessThan(Files.size(bam));
    }
  }

  @Test
  void anIndexedBamIsReadByItsPermanentAddress() throws IOException {
    String address = server.process().url() + "/data/" + upload();

    for (int start : STARTS) {
      SamInputResource remote =
          SamInputResource.of(URI.create(address + "/reads.bam").toURL())
              .index(URI.create(address + "/reads.bai").toURL());
      assertThat(namesIn(remote, start)).isNotEmpty().isEqualTo(expectedNames(start));
    }
  }

  private static List<String> expectedNames(int start) throws IOException {
    return namesIn(SamInputResource.of(bam).index(index), start);
  }

  private static List<String> namesIn(SamInputResource bam, int start) throws IOException {
    List<String> names = new ArrayList<>();
    try (SamReader reader =
        SamReaderFactory.makeDefault()
            .validationStringency(ValidationStringency.STRICT)
            .open(bam);
        var reads = reader.query("chr1", start, start + 10_000, false)) {
      assertThat(reader.hasIndex()).isTrue();
      reads.forEachRemaining(read -> names.add(read.getReadName()));
    }
    return names;
  }

  private static Path writeBam(Path bam) {
    SAMFileHeader header = new SAMFileHeader();
    header.addSequence(new SAMSequenceRecord("chr1", CHROMOSOME_BASES));
    header.setSortOrder(SAMFileHeader.SortOrder.coordinate);
    Random random = new Random(1);
    int[] starts =
        random.ints(READS, 1, CHROMOSOME_BASES - READ_BASES).sorted().toArray();
    try (SAMFileWriter writer =
        new SAMFileWriterFactory().setCreateIndex(true).makeBAMWriter(header, true, bam)) {
      for (int i = 0; i < READS; i++) {
        writer.addAlignment(read(header, random, "read" + i, starts[i]));
      }
    }
    return bam;
  }

  private static SAMRecord read(SAMFileHeader header, Random random, String name, int start) {
    byte[] bases = new byte[READ_BASES];
    byte[] qualities = new byte[READ_BASES];
    for (int i = 0; i < READ_BASES; i++) {
      bases[i] = (byte) "ACGT".charAt(random.nextInt(4));
      qualities[i] = (byte) random.nextInt(40);
    }
    SAMRecord read = new SAMRecord(header);
    read.setReadName(name);
    read.setReferenceName("chr1");
    read.setAlignmentStart(start);
    read.setMappingQuality(60);
    read.setCigarString(READ_BASES + "M");
    read.setReadBases(bases);
    read.setBaseQualities(qualities);
    return read;
  }
}
