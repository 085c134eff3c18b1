package io.gypsum.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import tools.jackson.core.JsonGenerator;

/** The route {@code POST /upload/bundle} of the {@link FakeServer}, with correct and incorrect responses. */
final class FakeUploadBundles {
  /** How a bundle is received. */
  enum Kind {
    /** Completely. */
    CORRECT,
    /** The first half; the response contains the states of these files only. */
    HALF,
    /** All files but the first. */
    WITHOUT_FIRST,
    /** Completely, but the response contains one state too many. */
    TOO_MANY_STATES,
    /** Completely, but the response is not JSON. */
    NO_JSON
  }

  /** The limits that the server offers. */
  record Limits(int maxFiles, int maxBytes, int maxFileBytes) {
    static final Limits USUAL = new Limits(256, 4 * 1024 * 1024, 64 * 1024);
  }

  /** The paths of each bundle. */
  final List<List<String>> received = new CopyOnWriteArrayList<>();
  private final FakeBucket bucket;
  private final Kind kind;
  private final Limits limits;

  FakeUploadBundles(FakeBucket bucket, Kind kind, Limits limits) {
    this.bucket = bucket;
    this.kind = kind;
    this.limits = limits;
  }

  void writeOffer(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("url", "/upload/bundle/token");
    out.writeNumberProperty("max_files", limits.maxFiles());
    out.writeNumberProperty("max_bytes", limits.maxBytes());
    out.writeNumberProperty("max_file_bytes", limits.maxFileBytes());
    out.writeEndObject();
  }

  FakeResponse answer(FakeBucket.Session session, byte[] body) {
    if (body.length > limits.maxBytes()) {
      return new FakeResponse(413, new byte[0]);
    }
    List<String> paths = new ArrayList<>();
    List<Boolean> states = new ArrayList<>();
    int position = 0;
    while (position < body.length) {
      int end = position;
      while (body[end] != '\n') {
        end++;
      }
      String[] line =
          new String(body, position, end - position, StandardCharsets.UTF_8).split(" ");
      int size = Integer.parseInt(line[0]);
      position = end + 1 + size;
      String path = path(line[1]);
      paths.add(path);
      states.add(
          isReceived(paths.size())
              && store(session, path, Arrays.copyOfRange(body, end + 1, position)));
    }
    received.add(paths);
    return response(states);
  }

  private boolean isReceived(int number) {
    return number > 1 || kind != Kind.WITHOUT_FIRST;
  }

  private static String path(String url) {
    String slug = url.substring("/upload/presigned-file/".length());
    return new String(Base64.getUrlDecoder().decode(slug), StandardCharsets.UTF_8);
  }

  private boolean store(FakeBucket.Session session, String path, byte[] content) {
    ManifestEntry declared = session.manifest().get(new UserPath(path));
    if (content.length > limits.maxFileBytes()
        || !new ManifestEntry(content.length, FakeBucket.md5(content), null).equals(declared)) {
      return false;
    }
    bucket.put(BucketLayout.file(session.version(), new UserPath(path)), content);
    return true;
  }

  private FakeResponse response(List<Boolean> all) {
    if (kind == Kind.NO_JSON) {
      return new FakeResponse(200, "no JSON".getBytes(StandardCharsets.UTF_8));
    }
    List<Boolean> states = kind == Kind.HALF ? all.subList(0, all.size() / 2) : all;
    return new FakeResponse(200, FakeServer.json(out -> {
      out.writeStartObject();
      out.writeName("files").writeStartArray();
      states.forEach(state -> writeState(out, state));
      if (kind == Kind.TOO_MANY_STATES) {
        writeState(out, true);
      }
      out.writeEndArray();
      out.writeEndObject();
    }));
  }

  private static void writeState(JsonGenerator out, boolean isReceived) {
    out.writeStartObject();
    out.writeBooleanProperty("received", isReceived);
    out.writeEndObject();
  }
}
