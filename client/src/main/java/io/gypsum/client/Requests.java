package io.gypsum.client;

import java.util.List;

import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Uploader;
import tools.jackson.core.JsonGenerator;

/** The JSON bodies of requests that change a project: what is null is not there. */
final class Requests {
  private Requests() {}

  static void writeProject(JsonGenerator out, PermissionsChange permissions, QuotaChange quota) {
    out.writeStartObject();
    out.writeName("permissions");
    writePermissions(out, permissions);
    out.writeName("quota");
    writeQuota(out, quota);
    out.writeEndObject();
  }

  static void writePermissions(JsonGenerator out, PermissionsChange change) {
    out.writeStartObject();
    List<String> owners = change.owners();
    if (owners != null) {
      out.writeName("owners").writeStartArray();
      owners.forEach(out::writeString);
      out.writeEndArray();
    }
    List<Uploader> uploaders = change.uploaders();
    if (uploaders != null) {
      out.writeName("uploaders").writeStartArray();
      uploaders.forEach(uploader -> uploader.writeTo(out));
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  static void writeQuota(JsonGenerator out, QuotaChange change) {
    out.writeStartObject();
    Long baseline = change.baselineBytes();
    if (baseline != null) {
      out.writeNumberProperty("baseline", baseline);
    }
    Long growth = change.growthBytesPerYear();
    if (growth != null) {
      out.writeNumberProperty("growth_rate", growth);
    }
    Integer year = change.year();
    if (year != null) {
      out.writeNumberProperty("year", year);
    }
    out.writeEndObject();
  }
}
