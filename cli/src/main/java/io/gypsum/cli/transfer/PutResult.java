package io.gypsum.cli.transfer;

import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.client.UploadReport;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import tools.jackson.core.JsonGenerator;

/**
 * What came, or would come, of an upload.
 *
 * @param onProbation whether the version waits for approval
 * @param dryRun whether nothing was done
 */
record PutResult(AssetVersion version, UploadReport report, boolean onProbation, boolean dryRun)
    implements JsonWritable {

  String sentence() {
    String sent =
        (dryRun ? "Would send " : "Sent ") + Sizes.files(report.sentFiles(), report.sentBytes());
    String linked =
        report.linkedFiles() == 0
            ? ""
            : ", and link " + Sizes.files(report.linkedFiles(), report.linkedBytes());
    String state =
        onProbation
            ? "; " + version + (dryRun ? " would wait" : " waits")
                + " for an owner: 'gypsum approve " + version + "'"
            : dryRun ? ""
            : "; " + version + " is published";
    return sent + (dryRun ? linked : linked.replace("and link", "linked")) + state + ".";
  }

  @Override
  public void writeTo(JsonGenerator json) {
    json.writeStartObject();
    NamesJson.write(json, version);
    json.writeNumberProperty("sent_files", report.sentFiles());
    json.writeNumberProperty("sent_bytes", report.sentBytes());
    json.writeNumberProperty("linked_files", report.linkedFiles());
    json.writeNumberProperty("linked_bytes", report.linkedBytes());
    json.writeBooleanProperty("on_probation", onProbation);
    json.writeBooleanProperty("dry_run", dryRun);
    json.writeEndObject();
  }
}
