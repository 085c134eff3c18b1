package io.gypsum.server.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The records of a ZIP archive (APPNOTE 6.3.10) whose entries are stored, not compressed. Their lengths depend only on names,
 * sizes and offsets, so the length of an archive is known before any content is read. The checksum of a file follows its
 * content, in a data descriptor. ZIP64 records are used only where numbers are too large for the others.
 */
final class ZipRecords {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int END = 0x06054b50;

  private static final int VERSION = 20;
  private static final int ZIP64_VERSION = 45;
  private static final int MADE_BY_UNIX = 3 << 8;
  private static final int UTF8_NAMES = 0x0800;
  private static final int HAS_DESCRIPTOR = 0x0008;
  private static final short ZIP64_EXTRA = 0x0001;
  private static final short TIME_EXTRA = 0x5455;
  private static final int TIME_EXTRA_BYTES = 9;
  private static final int FILE_ATTRIBUTES = 0100644 << 16;
  private static final int DIRECTORY_ATTRIBUTES = (040755 << 16) | 0x10;
  private static final int MAX_NAME_BYTES = 0xffff;

  /** Numbers from this one on are in ZIP64 records. */
  static final long MAX_32_BITS = 0xffffffffL;
  static final int MAX_16_BITS = 0xffff;

  private ZipRecords() {}

  /**
   * One entry.
   *
   * @param name that of a directory ends with {@code /}
   * @param nameBytes the length of the name in UTF-8
   * @param sizeBytes 0 for a directory
   */
  record Entry(String name, int nameBytes, long sizeBytes, Instant modified) {
    static Entry of(String name, long sizeBytes, Instant modified) {
      int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (nameBytes > MAX_NAME_BYTES) {
        throw new IllegalArgumentException("the name of an entry has " + nameBytes + " bytes");
      }
      return new Entry(name, nameBytes, sizeBytes, modified);
    }

    boolean isZip64() {
      return sizeBytes >= MAX_32_BITS;
    }

    /** Returns whether a descriptor follows the content: empty content needs none, since its checksum is known. */
    boolean hasDescriptor() {
      return sizeBytes > 0;
    }

    private boolean isDirectory() {
      return name.endsWith("/");
    }

    private int flags() {
      return UTF8_NAMES | (hasDescriptor() ? HAS_DESCRIPTOR : 0);
    }

    private int time() {
      LocalDateTime time = LocalDateTime.ofInstant(modified, ZoneOffset.UTC);
      int date =
          Math.clamp(time.getYear() - 1980, 0, 127) << 9 | time.getMonthValue() << 5
              | time.getDayOfMonth();
      return date << 16 | time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2;
    }
  }

  static int localHeaderBytes(Entry entry) {
    return 30 + entry.nameBytes + TIME_EXTRA_BYTES + (entry.isZip64() ? 20 : 0);
  }

  static byte[] localHeader(Entry entry) {
    byte[] header = new byte[localHeaderBytes(entry)];
    ByteBuffer out = littleEndian(header);
    out.putInt(LOCAL_HEADER)
        .putShort((short) (entry.isZip64() ? ZIP64_VERSION : VERSION))
        .putShort((short) entry.flags())
        .putShort((short) 0)
        .putInt(entry.time());
    int size = entry.isZip64() ? -1 : 0;
    out.putInt(0).putInt(size).putInt(size);
    out.putShort((short) entry.nameBytes)
        .putShort((short) (header.length - 30 - entry.nameBytes))
        .put(entry.name.getBytes(StandardCharsets.UTF_8));
    if (entry.isZip64()) {
      out.putShort(ZIP64_EXTRA).putShort((short) 16).putLong(0).putLong(0);
    }
    putTime(out, entry);
    return header;
  }

  static int descriptorBytes(Entry entry) {
    if (!entry.hasDescriptor()) {
      return 0;
    }
    return entry.isZip64() ? 24 : 16;
  }

  static byte[] descriptor(Entry entry, int crc32) {
    byte[] descriptor = new byte[descriptorBytes(entry)];
    ByteBuffer out = littleEndian(descriptor);
    out.putInt(DESCRIPTOR).putInt(crc32);
    if (entry.isZip64()) {
      out.putLong(entry.sizeBytes).putLong(entry.sizeBytes);
    } else {
      out.putInt((int) entry.sizeBytes).putInt((int) entry.sizeBytes);
    }
    return descriptor;
  }

  /** @param offset the position of the local header in the archive */
  static int centralHeaderBytes(Entry entry, long offset) {
    return 46 + entry.nameBytes + TIME_EXTRA_BYTES + zip64ExtraBytes(entry, offset);
  }

  private static int zip64ExtraBytes(Entry entry, long offset) {
    int numbers = (entry.isZip64() ? 2 : 0) + (offset >= MAX_32_BITS ? 1 : 0);
    return numbers == 0 ? 0 : 4 + 8 * numbers;
  }

  static byte[] centralHeader(Entry entry, long offset, int crc32) {
    byte[] header = new byte[centralHeaderBytes(entry, offset)];
    ByteBuffer out = littleEndian(header);
    int zip64Bytes = zip64ExtraBytes(entry, offset);
    int version = zip64Bytes > 0 ? ZIP64_VERSION : VERSION;
    int size = (int) Math.min(entry.sizeBytes, MAX_32_BITS);
    out.putInt(CENTRAL_HEADER)
        .putShort((short) (MADE_BY_UNIX | version))
        .putShort((short) version)
        .putShort((short) entry.flags())
        .putShort((short) 0)
        .putInt(entry.time())
        .putInt(crc32)
        .putInt(size)
        .putInt(size)
        .putShort((short) entry.nameBytes)
        .putShort((short) (TIME_EXTRA_BYTES + zip64Bytes))
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putInt(entry.isDirectory() ? DIRECTORY_ATTRIBUTES : FILE_ATTRIBUTES)
        .putInt((int) Math.min(offset, MAX_32_BITS))
        .put(entry.name.getBytes(StandardCharsets.UTF_8));
    if (zip64Bytes > 0) {
      out.putShort(ZIP64_EXTRA).putShort((short) (zip64Bytes - 4));
      if (entry.isZip64()) {
        out.putLong(entry.sizeBytes).putLong(entry.sizeBytes);
      }
      if (offset >= MAX_32_BITS) {
        out.putLong(offset);
      }
    }
    putTime(out, entry);
    return header;
  }

  /** The modification time in seconds since 1970, independent of time zones, unlike the one in the header. */
  private static void putTime(ByteBuffer out, Entry entry) {
    long seconds = Math.clamp(entry.modified.getEpochSecond(), 0, Integer.MAX_VALUE);
    out.putShort(TIME_EXTRA).putShort((short) 5).put((byte) 1).putInt((int) seconds);
  }

  /**
   * The records after the central directory.
   *
   * @param entries the number of entries
   * @param centralOffset the position of the central directory
   */
  record EndRecords(long entries, long centralOffset, long centralBytes) {
    private boolean isZip64() {
      return entries >= MAX_16_BITS || centralOffset >= MAX_32_BITS || centralBytes >= MAX_32_BITS;
    }

    int lengthBytes() {
      return isZip64() ? 56 + 20 + 22 : 22;
    }

    byte[] bytes() {
      byte[] records = new byte[lengthBytes()];
      ByteBuffer out = littleEndian(records);
      if (isZip64()) {
        long zip64Offset = centralOffset + centralBytes;
        out.putInt(ZIP64_END)
            .putLong(44)
            .putShort((short) (MADE_BY_UNIX | ZIP64_VERSION))
            .putShort((short) ZIP64_VERSION)
            .putInt(0)
            .putInt(0)
            .putLong(entries)
            .putLong(entries)
            .putLong(centralBytes)
            .putLong(centralOffset);
        out.putInt(ZIP64_LOCATOR).putInt(0).putLong(zip64Offset).putInt(1);
      }
      short count = (short) Math.min(entries, MAX_16_BITS);
      out.putInt(END)
          .putShort((short) 0)
          .putShort((short) 0)
          .putShort(count)
          .putShort(count)
          .putInt((int) Math.min(centralBytes, MAX_32_BITS))
          .putInt((int) Math.min(centralOffset, MAX_32_BITS))
          .putShort((short) 0);
      return records;
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
