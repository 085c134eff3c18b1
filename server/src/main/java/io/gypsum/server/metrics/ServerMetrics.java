package io.gypsum.server.metrics;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

import io.gypsum.server.index.MetadataIndex;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Registers the gauges of a server. Labels contain the purpose of a directory, never its path: anyone can read the metrics. The
 * value is NaN if it cannot be determined.
 */
public final class ServerMetrics {
  private final MeterRegistry registry;
  private final AtomicLong runningUploads = new AtomicLong();
  private final AtomicLong lockedProjects = new AtomicLong();

  public ServerMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("uploads.in.progress", runningUploads, AtomicLong::get)
        .description(
            "Uploads to the bucket that have sent a file and have not ended; counted every minute")
        .register(registry);
    Gauge.builder("projects.locked", lockedProjects, AtomicLong::get)
        .description("Projects locked by an upload or a change; counted every hour")
        .register(registry);
  }

  public void setRunningUploads(long number) {
    runningUploads.set(number);
  }

  public void setLockedProjects(long number) {
    lockedProjects.set(number);
  }

  /**
   * Measures the file system of a directory, which may be replaced or unmounted at any time.
   *
   * @param purpose value of the label, such as {@code bucket}
   */
  public void addDisk(String purpose, Path directory) {
    disk("disk.free", "Free space for the user of the server", purpose, directory, disk -> {
      try {
        return disk.getUsableSpace();
      } catch (IOException e) {
        return Double.NaN;
      }
    });
    disk("disk.total", "Size of the file system", purpose, directory, disk -> {
      try {
        return disk.getTotalSpace();
      } catch (IOException e) {
        return Double.NaN;
      }
    });
  }

  private void disk(
      String name, String description, String purpose, Path directory,
      ToDoubleFunction<FileStore> value) {
    Gauge.builder(name, () -> {
      try {
        return value.applyAsDouble(Files.getFileStore(directory));
      } catch (IOException e) {
        return Double.NaN;
      }
    }).description(description).baseUnit("bytes").tag("directory", purpose).register(registry);
  }

  public void addIndex(MetadataIndex index) {
    Gauge.builder("index.age", index, each -> each.age().toMillis() / 1000.0)
        .description(
            "Time since the metadata index was last compared with the bucket, or since the server started")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("index.size", index, MetadataIndex::sizeBytes)
        .description("Size of the published files of the metadata index")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("index.problems", index, MetadataIndex::problems)
        .description("Metadata documents that could not be indexed")
        .register(registry);
  }
}
