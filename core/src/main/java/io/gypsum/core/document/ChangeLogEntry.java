package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import tools.jackson.core.JsonGenerator;

/** One entry of the change log, {@code ..logs/…}, with which readers of the bucket follow its changes. */
public sealed interface ChangeLogEntry extends JsonWritable {
  /** @param latest whether it became the latest version of its asset */
  record AddVersion(AssetVersion version, boolean latest) implements ChangeLogEntry {}

  /** @param latest whether it was the latest version of its asset */
  record DeleteVersion(AssetVersion version, boolean latest) implements ChangeLogEntry {}

  record DeleteAsset(ProjectAsset asset) implements ChangeLogEntry {}

  record DeleteProject(ProjectName project) implements ChangeLogEntry {}

  static ChangeLogEntry read(JsonInput in) {
    return ChangeLogForm.CODEC.read(in).toEntry(in);
  }

  @Override
  default void writeTo(JsonGenerator out) {
    ChangeLogForm.CODEC.write(ChangeLogForm.of(this), out);
  }
}
