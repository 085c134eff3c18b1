package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.Address;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Http;
import io.gypsum.client.http.Payload;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.Token;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Layout;

/** The four requests of an upload (wire contract, section 4). */
final class Uploads {
  private static final int BUFFER_BYTES = 128 * 1024;

  private final Http http;
  private final Address server;
  private final Documents documents;

  Uploads(Http http, Address server, Documents documents) {
    this.http = http;
    this.server = server;
    this.documents = documents;
  }

  /** Not sent again when its answer was lost: the project may be locked by it, and only the answer had the key. */
  UploadSession start(
      AssetVersion version, List<UploadFile> files, boolean onProbation, Token token) {
    JsonWritable body =
        out -> {
          out.writeStartObject();
          out.writeBooleanProperty("on_probation", onProbation);
          out.writeName("files").writeStartArray();
          files.forEach(file -> file.writeTo(out));
          out.writeEndArray();
          out.writeEndObject();
        };
    Call call =
        Call.send(
            startAsked(version), "POST", server.route("/upload/start", version), token, body);
    return http.sendForJson(
        call, Repeat.IF_NOT_DONE, in -> UploadSession.read(version, in));
  }

  static String startAsked(AssetVersion version) {
    return "start the upload of " + version;
  }

  void sendFiles(UploadSession session, Path directory, int concurrency) {
    Token token = Token.of(session.sessionToken());
    Parallel.map(
        "upload " + session.version(), session.toSend(), concurrency,
        file -> http.retrying(() -> sendOnce(session, token, file, directory)));
  }

  /** A fresh address for each attempt: the last one may have expired, or be used up by bytes that did arrive. */
  private FileToSend sendOnce(
      UploadSession session, Token token, FileToSend file, Path directory) {
    String asked = "upload " + session.version() + "/" + file.path();
    Path source = directory.resolve(file.path().value());
    PresignedPut put =
        http.sendOnce(
            Call.send(asked, "POST", server.answered(asked, file.presignPath()), token),
            Http.json(PresignedPut::read));
    http.sendOnce(Call.put(asked, put.uri(), bytesOf(source), put.contentMd5()), Http.nothing());
    return file;
  }

  private static Payload bytesOf(Path file) {
    try {
      return new Payload(Files.size(file), null, out -> copy(file, out));
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
  }

  private static void copy(Path file, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    }
  }

  void complete(UploadSession session) {
    String asked = "complete the upload of " + session.version();
    settle(
        asked, session, session.completePath(),
        () -> documents.fetchIfThere(Layout.summary(session.version()), Summary::read)
            .map(Summary::isFinished)
            .orElse(false));
  }

  void abort(UploadSession session) {
    settle(
        "abort the upload of " + session.version(), session, session.abortPath(), () -> true);
  }

  /**
   * Sends everything and completes; after a failure aborts, on the same server. Not when the version may be complete all
   * the same: then nothing is cleaned up on a guess.
   */
  void finish(UploadSession session, Path directory, int concurrency) {
    try {
      sendFiles(session, directory, concurrency);
    } catch (RuntimeException | Error e) {
      abortAfter(session, e);
      throw e;
    }
    try {
      complete(session);
    } catch (RuntimeException | Error e) {
      if (!(e instanceof RequestFailedException failure && failure.mayHaveHappened())) {
        abortAfter(session, e);
      }
      throw e;
    }
  }

  /** A thread that was interrupted stays so, but aborts first. */
  private void abortAfter(UploadSession session, Throwable failure) {
    boolean interrupted = Thread.interrupted();
    try {
      abort(session);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Ends a session. When an answer was lost and the server then knows of no such session, the lost one was a success if
   * {@code done} says so.
   */
  private void settle(String asked, UploadSession session, String path, BooleanSupplier done) {
    try {
      http.sendForNothing(
          Call.send(
              asked, "POST", server.answered(asked, path), Token.of(session.sessionToken())),
          Repeat.ALWAYS);
    } catch (RequestFailedException e) {
      if (!e.mayHaveHappened() || e.kind() != GypsumException.Kind.FORBIDDEN
          || !done.getAsBoolean()) {
        throw e;
      }
    }
  }
}
