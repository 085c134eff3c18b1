package io.gypsum.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.gypsum.core.json.JsonInput;

/** The route {@code POST /bundle} of the {@link FakeServer}, with correct and incorrect responses. */
final class FakeBundles {
  /** How the response is made. */
  enum Kind {
    /** Correct. */
    CORRECT,
    /** Contains only the first half of the files. */
    HALF,
    /** Compressed, so that the sizes are unknown. */
    COMPRESSED,
    /** Contains a file that was not requested. */
    UNREQUESTED,
    /** Continues after the last file with more bytes than all files have. */
    ENDLESS,
    /** Corrupt after the first file. */
    FIRST_FILE_ONLY
  }

  static final int ENDLESS_BYTES = 16 * 1024 * 1024;
  /** Size of the header before a file name in a ZIP file. */
  private static final int HEADER_BYTES = 30;

  final List<List<String>> requested = new CopyOnWriteArrayList<>();
  private final FakeBucket bucket;
  private final Kind kind;

  FakeBundles(FakeBucket bucket, Kind kind) {
    this.bucket = bucket;
    this.kind = kind;
  }

  FakeResponse answer(byte[] body) {
    List<String> keys = JsonInput.read(body, FakeBundles::read);
    requested.add(keys);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      if (kind == Kind.UNREQUESTED) {
        add(zip, "p/other", new byte[3]);
      }
      int count = kind == Kind.HALF ? keys.size() / 2 : keys.size();
      for (String key : keys.subList(0, count)) {
        byte[] bytes = bucket.get(key);
        if (bytes != null) {
          add(zip, key, bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (kind == Kind.ENDLESS) {
      out.writeBytes(new byte[ENDLESS_BYTES]);
    }
    byte[] answer = out.toByteArray();
    if (kind == Kind.FIRST_FILE_ONLY && keys.size() > 1) {
      answer[secondContent(keys)] ^= 1;
    }
    return new FakeResponse(200, answer);
  }

  /** Returns the offset of the content of the second file. */
  private int secondContent(List<String> keys) {
    int first = HEADER_BYTES + keys.get(0).length() + bucket.get(keys.get(0)).length;
    return first + HEADER_BYTES + keys.get(1).length();
  }

  private static List<String> read(JsonInput in) {
    List<String> keys = new ArrayList<>();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      if (!name.equals("files")) {
        throw in.malformed("unexpected field: " + name);
      }
      keys.addAll(in.array(JsonInput::string));
    }
    return keys;
  }

  private void add(ZipOutputStream zip, String key, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(key);
    if (kind != Kind.COMPRESSED) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes.length);
      entry.setCrc(sum.getValue());
    }
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
