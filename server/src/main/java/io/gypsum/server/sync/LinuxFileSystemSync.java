package io.gypsum.server.sync;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.LogLine;
import io.gypsum.store.disk.FileSystemSync;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs a file system of Linux with {@code syncfs}. Since Linux 5.8 the call reports, once, the writes that have failed since its
 * descriptor was opened, so one descriptor stays open.
 */
public final class LinuxFileSystemSync implements FileSystemSync {
  private static final Logger LOG = LoggerFactory.getLogger(LinuxFileSystemSync.class);

  /** Local file systems whose sync includes contents, names and failures. On NFS, FUSE or overlayfs it may include less. */
  private static final Set<String> SAFE_TYPES = Set.of("ext4", "xfs", "btrfs", "zfs", "tmpfs");
  private static final Pattern KERNEL = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final int MIN_MAJOR = 5;
  private static final int MIN_MINOR = 8;
  private static final Pattern RANDOM_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final LinuxCalls calls;
  private final int descriptor;
  private final String bootId;
  private boolean isOpen = true;

  private LinuxFileSystemSync(LinuxCalls calls, int descriptor, String bootId) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.bootId = bootId;
  }

  /** Prepares the sync of the file system of a directory; empty unless Linux can sync it safely and native access is enabled. */
  public static Optional<FileSystemSync> open(Path directory) {
    try {
      if (!isSafe(
          System.getProperty("os.name"), System.getProperty("os.version"),
          Files.getFileStore(directory).type())
          || !LinuxFileSystemSync.class.getModule().isNativeAccessEnabled()) {
        return Optional.empty();
      }
      return Optional.of(open(LinuxCalls.link(), directory, bootId(Files.readString(BOOT_ID))));
    } catch (IOException e) {
      LOG.warn(
          "each uploaded file is synced separately, since the file system of the bucket cannot be synced: {}",
          LogLine.of(e));
      return Optional.empty();
    }
  }

  private static LinuxFileSystemSync open(LinuxCalls calls, Path directory, String bootId)
      throws IOException {
    int descriptor;
    try (Arena memory = Arena.ofConfined()) {
      descriptor = calls.open(memory.allocateFrom(directory.toString()));
    }
    LinuxFileSystemSync opened = new LinuxFileSystemSync(calls, descriptor, bootId);
    try {
      // The first call may report an earlier failure, or that a sandbox forbids it: before any write was deferred.
      opened.sync();
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Returns the id in a file of the kernel. In some containers it is that of the container, which is a shorter time; a constant text
   * would hide that the machine was restarted.
   *
   * @throws IOException if it is not a random id
   */
  static String bootId(String file) throws IOException {
    String id = file.strip();
    if (!RANDOM_ID.matcher(id).matches()) {
      throw new IOException("the id of the boot of this machine is not a random UUID");
    }
    return id;
  }

  /**
   * @param version of the kernel, such as {@code 6.1.0-18-amd64}
   * @param type of the file system
   */
  static boolean isSafe(String system, String version, String type) {
    Matcher kernel = KERNEL.matcher(version);
    if (!system.equals("Linux") || !SAFE_TYPES.contains(type) || !kernel.matches()) {
      return false;
    }
    int major = Integer.parseInt(kernel.group(1));
    return major > MIN_MAJOR
        || (major == MIN_MAJOR && Integer.parseInt(kernel.group(2)) >= MIN_MINOR);
  }

  @Override
  public synchronized void sync() throws IOException {
    if (!isOpen) {
      throw new IOException("the sync of the file system is closed");
    }
    calls.syncfs(descriptor);
  }

  @Override
  public String bootId() {
    return bootId;
  }

  @Override
  public synchronized void close() {
    if (isOpen) {
      isOpen = false;
      calls.close(descriptor);
    }
  }
}
