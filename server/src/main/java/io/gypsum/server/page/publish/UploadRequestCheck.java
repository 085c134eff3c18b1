package io.gypsum.server.page.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.metadata.schema.Violation;
import io.gypsum.server.api.PathNames;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.operation.UploadChecks;
import io.gypsum.server.operation.UploadChecks.CheckedUpload;
import io.gypsum.server.page.Page.CommandExample;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.publish.UploadCommands.Options;
import io.gypsum.server.schema.DocumentValidator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code POST /publish/{project}/{asset}/{version}/check}: whether an upload could start, the commands that do the same, and the
 * violations of some of its metadata documents. Changes nothing.
 */
final class UploadRequestCheck implements Handler {
  static final long MAX_BYTES = 2 * 1024 * 1024;
  static final int MAX_DOCUMENTS = 100;
  private static final int MAX_VIOLATIONS = 100;

  private final PageUrls urls;
  private final UploadChecks checks;
  private final DocumentValidator schemas;
  private final ComputeLane lane;

  /** @param lane validates the documents */
  UploadRequestCheck(
      PageUrls urls, UploadChecks checks, DocumentValidator schemas, ComputeLane lane) {
    this.urls = urls;
    this.checks = checks;
    this.schemas = schemas;
    this.lane = lane;
  }

  /** @param text of the whole document */
  private record Document(String path, String text) {
    static Document read(JsonInput in) {
      @Nullable String path = null;
      @Nullable String text = null;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "path" -> path = in.string();
          case "text" -> text = in.string();
          default -> in.skip();
        }
      }
      return new Document(in.required(path, "path"), in.required(text, "text"));
    }
  }

  /**
   * The upload as it is typed in the form.
   *
   * @param bytes the size of all files
   */
  private record Request(
      long bytes, Options options, List<Document> documents) {
    static Request read(JsonInput in) {
      @Nullable Long bytes = null;
      boolean onProbation = false;
      boolean deduplicate = true;
      boolean defaultExcludes = true;
      List<Document> documents = new ArrayList<>();
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "bytes" -> bytes = size(in);
          case "on_probation" -> onProbation = in.bool();
          case "dedup" -> deduplicate = in.bool();
          case "default_excludes" -> defaultExcludes = in.bool();
          case "documents" -> readDocuments(in, documents);
          default -> in.skip();
        }
      }
      return new Request(
          in.required(bytes, "bytes"), new Options(onProbation, deduplicate, defaultExcludes),
          documents);
    }

    private static long size(JsonInput in) {
      long size = in.wholeNumber();
      if (size < 0) {
        throw in.malformed("expected a number of bytes of at least 0, found " + size);
      }
      return size;
    }

    private static void readDocuments(JsonInput in, List<Document> documents) {
      in.beginArray();
      while (in.nextItem()) {
        if (documents.size() == MAX_DOCUMENTS) {
          throw in.malformed("more than " + MAX_DOCUMENTS + " documents; send several requests");
        }
        documents.add(Document.read(in));
      }
    }
  }

  /** @param violations null if there is no schema for the document */
  private record CheckedDocument(String path, @Nullable List<Violation> violations) {
    void writeTo(JsonGenerator out, List<Violation> found) {
      out.writeStartObject();
      out.writeStringProperty("path", path);
      out.writeName("violations").writeStartArray();
      for (Violation violation : found.subList(0, Math.min(MAX_VIOLATIONS, found.size()))) {
        out.writeStartObject();
        out.writeStringProperty("pointer", violation.pointer());
        out.writeStringProperty("expected", violation.expected());
        out.writeStringProperty("found", violation.found());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeNumberProperty("more", Math.max(0, found.size() - MAX_VIOLATIONS));
      out.writeEndObject();
    }
  }

  private record Answer(
      CheckedUpload upload, List<CommandExample> commands, List<CheckedDocument> documents)
      implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("outlook", upload.outlook().text());
      out.writeStringProperty(
          "right", upload.outlook().right().name().toLowerCase(Locale.ROOT));
      out.writeBooleanProperty("on_probation", upload.outlook().isOnProbation());
      write(out, "refusals", upload.refusals());
      write(out, "notes", upload.notes());
      out.writeName("commands").writeStartArray();
      for (CommandExample example : commands) {
        out.writeStartObject();
        out.writeStringProperty("label", example.label());
        out.writeStringProperty("text", example.text());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeName("documents").writeStartArray();
      for (CheckedDocument document : documents) {
        List<Violation> found = document.violations();
        if (found != null) {
          document.writeTo(out, found);
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    }

    private static void write(JsonGenerator out, String name, List<String> texts) {
      out.writeName(name).writeStartArray();
      texts.forEach(out::writeString);
      out.writeEndArray();
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    AssetVersion version = PathNames.version(exchange);
    User user = exchange.user();
    Request request = exchange.readJson(MAX_BYTES, Request::read);
    List<CheckedDocument> documents =
        lane.turns(exchange::isAbandoned)
            .run(
                () -> request.documents()
                    .stream()
                    .map(document -> new CheckedDocument(document.path(), violations(document)))
                    .toList());
    Options chosen = request.options();
    CheckedUpload upload =
        checks.check(user, version, chosen.onProbation(), request.bytes());
    // Uploads of a user who is not trusted are on probation without an option.
    Options options =
        upload.outlook().right() == UploadRight.UNTRUSTED ? chosen.withoutProbation() : chosen;
    exchange.sendJson(
        new Answer(upload, new UploadCommands(version, options).examples(urls), documents));
  }

  private @Nullable List<Violation> violations(Document document) {
    return schemas.validate(document.path(), document.text().getBytes(StandardCharsets.UTF_8));
  }
}
