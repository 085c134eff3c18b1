package io.gypsum.e2e.nio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** jHDF reads HDF5 files, such as those of single-cell experiments, through the file channel of a path. */
@ExtendWith(SharedServer.class)
class JhdfTest {
  private static final int[] INDICES = IntStream.range(0, 200_000).map(i -> i * 7 % 1000).toArray();
  private static final double[][] COUNTS = new double[1000][700];

  static {
    // It logs each step, at INFO.
    ((Logger) LoggerFactory.getLogger("io.jhdf")).setLevel(Level.ERROR);
    for (int i = 0; i < COUNTS.length; i++) {
      Arrays.setAll(COUNTS[i], j -> j % 13 / 2.0);
    }
  }

  private final TestServer server;
  @TempDir Path directory;

  JhdfTest(TestServer server) {
    this.server = server;
  }

  @Test
  void aSmallDatasetIsReadByRangesAndALargeOneFromTheCache() throws IOException {
    Path local = write(directory.resolve("cells.h5"));
    String project = server.newProject();
    server.upload(project, "cells", "v1").file("cells.h5", Files.readAllBytes(local)).publish();

    try (MountedServer mounted = new MountedServer(server, directory.resolve("cache"));
        HdfFile file = new HdfFile(mounted.path("/" + project + "/cells/latest/cells.h5"))) {
      Path saved = directory.resolve("cache/bucket/" + project + "/cells/v1/cells.h5");
      assertThat(file.getChildren()).containsOnlyKeys("counts", "matrix");
      assertThat(file.getByPath("/matrix").getAttribute("genome").getData()).isEqualTo("GRCm39");
      assertThat(file.getDatasetByPath("/matrix/barcodes").getData())
          .isEqualTo(new String[] {"AAAC", "AAAG", "AACT"});
      assertThat(file.getDatasetByPath("/matrix/indices").getData()).isEqualTo(INDICES);
      assertThat(saved).doesNotExist();
      assertThat(mounted.requests()).as("requests: manifest, summary and ranges").isLessThan(10);

      assertThat(file.getDatasetByPath("/counts").getData()).isEqualTo(COUNTS);
      assertThat(Files.mismatch(saved, local)).isEqualTo(-1);
    }
  }

  private static Path write(Path path) {
    try (WritableHdfFile file = HdfFile.write(path)) {
      WritableGroup matrix = file.putGroup("matrix");
      matrix.putAttribute("genome", "GRCm39");
      matrix.putDataset("barcodes", new String[] {"AAAC", "AAAG", "AACT"});
      matrix.putDataset("indices", INDICES);
      file.putDataset("counts", COUNTS);
    }
    return path;
  }
}
