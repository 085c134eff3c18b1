package io.gypsum.server.settings;

import java.time.Duration;
import java.util.List;

import io.gypsum.store.lock.Leases;

/**
 * How versions are uploaded.
 *
 * @param direct whether clients send files directly to the store, if it supports that
 * @param multipartThresholdBytes minimum size of files that are sent in parts, by clients that support it
 * @param partBytes size of the parts of a large file
 * @param maxFiles maximum number of files of one upload
 * @param lease how long an upload without activity keeps its project locked
 * @param stepLease how long a committed operation is reserved for the server that committed it
 */
public record UploadSettings(
    boolean direct, long multipartThresholdBytes, long partBytes, int maxFiles, Duration lease,
    Duration stepLease) {

  private static final Duration MIN_LEASE = Duration.ofSeconds(1);
  private static final long MIB = 1024 * 1024;
  /** The sizes that S3-compatible services accept for a part. */
  private static final long MIN_PART_BYTES = 5 * MIB;
  private static final long MAX_PART_BYTES = 5 * 1024 * MIB;
  private static final long MAX_FILE_BYTES = 1L << 50;

  static final Option<Boolean> UPLOADS =
      Option.single(
          "uploads", "direct|proxied", "direct", OptionParsers.choice("direct", "proxied"),
          "How clients send files: directly to the store, if it supports that (S3 does, a local"
              + " directory does not), or through this server. For direct uploads, clients must be"
              + " able to reach s3-endpoint.");
  static final Option<Long> MULTIPART_THRESHOLD =
      Option.single(
          "multipart-threshold", "BYTES", "1073741824", OptionParsers.bytes(1, MAX_FILE_BYTES),
          "Minimum size of files that are sent in parts, by clients that support it, so that an"
              + " interrupted upload can be resumed.");
  static final Option<Long> PART_SIZE =
      Option.single(
          "part-size", "BYTES", "67108864", OptionParsers.bytes(MIN_PART_BYTES, MAX_PART_BYTES),
          "Size of the parts of a large file, at least " + MIN_PART_BYTES + ".");
  static final Option<Integer> MAX_UPLOAD_FILES =
      Option.number(
          "max-upload-files", 200_000, 1, 10_000_000,
          "Maximum number of files of one upload.");
  static final Option<Duration> UPLOAD_LEASE =
      Option.duration(
          "upload-lease", Leases.DEFAULT.upload(), MIN_LEASE,
          "How long an upload without activity keeps its project locked.");
  static final Option<Duration> STEP_LEASE =
      Option.single(
          "step-lease", "DURATION", Leases.DEFAULT.step().toString(),
          OptionParsers.duration(MIN_LEASE, Leases.MAX_STEP),
          "Lease of an operation, which its server renews. If the server fails, another one takes over"
              + " 1.5 times this duration after the last renewal. All servers of a bucket must use the"
              + " same value, at most 10 minutes.");

  static final List<Option<?>> ALL =
      List.of(UPLOADS, MULTIPART_THRESHOLD, PART_SIZE, MAX_UPLOAD_FILES, UPLOAD_LEASE, STEP_LEASE);

  static UploadSettings read(OptionValues values) {
    return new UploadSettings(
        values.get(UPLOADS), values.get(MULTIPART_THRESHOLD), values.get(PART_SIZE),
        values.get(MAX_UPLOAD_FILES), values.get(UPLOAD_LEASE), values.get(STEP_LEASE));
  }
}
