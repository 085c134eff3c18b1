package io.gypsum.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import tools.jackson.core.JsonGenerator;

/** The four requests of an upload (rest-api.md, section 4). */
final class UploadRequests {
  private final HttpTransport http;
  private final ServerUrl server;
  private final DocumentFetcher documents;
  private final TransferListener listener;

  UploadRequests(HttpTransport http, ServerUrl server, DocumentFetcher documents, TransferListener listener) {
    this.http = http;
    this.server = server;
    this.documents = documents;
    this.listener = listener;
  }

  /** Not sent again when its answer was lost: the project may be locked by it, and only the answer had the key. */
  UploadSession start(
      AssetVersion version, List<UploadFile> files, boolean onProbation, BearerToken token) {
    String asked = startAsked(version);
    ClientRequest call =
        ClientRequest.authorized(
            asked, "POST", server.route("/upload/start", version), token,
            out -> writeAnnouncement(out, files, onProbation, true));
    return http.sendForJson(call, Repeat.IF_NOT_DONE, in -> UploadSession.read(version, in))
        .withSizesOf(files, asked);
  }

  /** What a version shall be, as the server is told. */
  static JsonWritable announcement(List<UploadFile> files, boolean onProbation) {
    return out -> writeAnnouncement(out, files, onProbation, false);
  }

  /** @param extras whether to ask for addresses and parts too, of which a server may not know */
  private static void writeAnnouncement(
      JsonGenerator out, List<UploadFile> files, boolean onProbation, boolean extras) {
    out.writeStartObject();
    out.writeBooleanProperty("on_probation", onProbation);
    if (extras) {
      out.writeBooleanProperty("presign", true);
      out.writeBooleanProperty("parts", true);
    }
    out.writeName("files").writeStartArray();
    files.forEach(file -> file.writeTo(out));
    out.writeEndArray();
    out.writeEndObject();
  }

  static String startAsked(AssetVersion version) {
    return "start the upload of " + version;
  }

  void sendFiles(UploadSession session, Path directory, int concurrency) {
    sendFiles(session, session.toSend(), directory, concurrency, path -> {});
  }

  /**
   * Sends some of the session's files.
   *
   * @param onSent told of each file as soon as the server has it; called from several threads
   */
  void sendFiles(
      UploadSession session, List<FileToSend> files, Path directory, int concurrency,
      Consumer<UserPath> onSent) {
    new SessionUploader(http, server, listener, session, directory).send(files, concurrency, onSent);
  }

  void complete(UploadSession session) {
    String asked = "complete the upload of " + session.version();
    settle(
        asked, session, session.completePath(),
        () -> isFinished(session.version()));
  }

  private boolean isFinished(AssetVersion version) {
    return documents.find(BucketLayout.summary(version), Summary::read)
        .map(Summary::isFinished)
        .orElse(false);
  }

  /** The files of a version that is complete; empty when it is not, or not there. */
  Optional<Manifest> finished(AssetVersion version) {
    return isFinished(version)
        ? documents.find(BucketLayout.manifest(version), Manifest::read)
        : Optional.empty();
  }

  void abort(UploadSession session) {
    settle(
        "abort the upload of " + session.version(), session, session.abortPath(), () -> true);
  }

  /**
   * Ends a session. When an answer was lost and the server then knows of no such session, the lost one was a success if
   * {@code done} says so.
   */
  private void settle(String asked, UploadSession session, String path, BooleanSupplier done) {
    try {
      http.sendIgnoringBody(
          ClientRequest.authorized(
              asked, "POST", server.resolve(asked, path), BearerToken.of(session.sessionToken())),
          Repeat.ALWAYS);
    } catch (RequestFailedException e) {
      if (!e.mayHaveHappened() || e.kind() != GypsumException.Kind.FORBIDDEN
          || !isDone(done, e)) {
        throw e;
      }
    }
  }

  /** As long as nobody can tell, the failure stays the one of which nobody knows whether it was one. */
  private static boolean isDone(BooleanSupplier done, RequestFailedException unknown) {
    try {
      return done.getAsBoolean();
    } catch (RequestFailedException e) {
      unknown.addSuppressed(e);
      return false;
    }
  }
}
