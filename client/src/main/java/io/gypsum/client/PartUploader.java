package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.UploadSession.PartsAddress;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/** One file that is sent in parts, each of which is sent, checked and tried again by itself. Thread-safe. */
final class PartUploader {
  private final HttpTransport http;
  private final ServerUrl server;
  private final BearerToken token;
  private final FileRangeUploader puts;
  private final PartsAddress address;
  private final FileParts parts;
  private final Path file;
  private final String name;

  /**
   * @param sent a file that has parts
   * @param name of the file, for messages
   */
  PartUploader(
      HttpTransport http, ServerUrl server, BearerToken token, FileRangeUploader puts, FileToSend sent,
      Path file, String name) {
    this.http = http;
    this.server = server;
    this.token = token;
    this.puts = puts;
    this.address = Objects.requireNonNull(sent.parts());
    this.parts = new FileParts(sent.sizeBytes(), address.partBytes());
    this.file = file;
    this.name = name;
  }

  /** The parts that the server has not got; none when it has the file already. */
  List<Integer> missing() {
    String asked = "ask which parts of " + name + " are there";
    Set<Integer> sent =
        http.sendForJson(
            ClientRequest.authorized(asked, "GET", server.resolve(asked, address.path()), token),
            Repeat.ALWAYS, this::readSent);
    List<Integer> missing = new ArrayList<>();
    for (int number = 1; number <= parts.count(); number++) {
      if (!sent.contains(number)) {
        missing.add(number);
      }
    }
    return missing;
  }

  long sizeBytes(int number) {
    return parts.sizeBytes(number);
  }

  /** A fresh address for each attempt: the last one may have expired. */
  void send(int number) {
    String asked = "upload part " + number + " of " + name;
    FileRangeUploader.Piece piece =
        new FileRangeUploader.Piece(
            file, parts.sizeBytes(), parts.offset(number), parts.sizeBytes(number));
    Md5 md5 = puts.md5(piece);
    JsonWritable announced = out -> {
      out.writeStartObject();
      out.writeStringProperty("md5sum", md5.toString());
      out.writeEndObject();
    };
    String path = address.path() + "/" + number;
    http.retry(() -> {
      PresignedPut put =
          http.sendOnce(
              ClientRequest
                  .authorized(asked, "POST", server.resolve(asked, path), token, announced),
              HttpTransport.json(PresignedPut::read));
      puts.send(asked, piece, put);
      return put;
    });
  }

  /**
   * Has the server make the file of its parts, which for a big one takes it several requests long. All of them together
   * may fail as often as one request may, so that what never succeeds is not asked for ever.
   */
  void join() {
    String asked = "put the parts of " + name + " together";
    ClientRequest call =
        ClientRequest.authorized(asked, "POST", server.resolve(asked, address.path()), token);
    http.retry(() -> {
      boolean joined = false;
      while (!joined) {
        joined = http.sendOnce(call, HttpTransport.json(PartUploader::readJoined));
      }
      return joined;
    });
  }

  private Set<Integer> readSent(JsonInput in) {
    Set<Integer> sent = new HashSet<>();
    in.beginObject();
    for (String field = in.nextName(); field != null; field = in.nextName()) {
      switch (field) {
        case "in_place" -> {
          if (in.bool()) {
            for (int number = 1; number <= parts.count(); number++) {
              sent.add(number);
            }
          }
        }
        case "parts" -> sent.addAll(in.array(PartUploader::readNumber));
        default -> in.skip();
      }
    }
    return sent;
  }

  private static Integer readNumber(JsonInput in) {
    @Nullable Long number = null;
    in.beginObject();
    for (String field = in.nextName(); field != null; field = in.nextName()) {
      switch (field) {
        case "number" -> number = in.wholeNumber();
        default -> in.skip();
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, in.required(number, "number"));
  }

  private static boolean readJoined(JsonInput in) {
    @Nullable Boolean joined = null;
    in.beginObject();
    for (String field = in.nextName(); field != null; field = in.nextName()) {
      switch (field) {
        case "joined" -> joined = in.bool();
        default -> in.skip();
      }
    }
    return in.required(joined, "joined");
  }
}
