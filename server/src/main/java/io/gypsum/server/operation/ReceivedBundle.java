package io.gypsum.server.operation;

import java.util.List;

import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The response to a bundle: the states of its files in the order of the body. Files after the last state were not read.
 */
public record ReceivedBundle(List<FileState> files) implements JsonWritable {
  public ReceivedBundle {
    files = List.copyOf(files);
  }

  /**
   * The state of one file.
   *
   * @param path null if its URL is not valid
   * @param problem why it was not received; null if it was
   */
  public record FileState(@Nullable String path, @Nullable String problem) {
    static FileState received(UploadToken file) {
      return new FileState(file.file().path().value(), null);
    }
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("files").writeStartArray();
    for (FileState file : files) {
      out.writeStartObject();
      if (file.path() != null) {
        out.writeStringProperty("path", file.path());
      }
      out.writeBooleanProperty("received", file.problem() == null);
      if (file.problem() != null) {
        out.writeStringProperty("reason", file.problem());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
