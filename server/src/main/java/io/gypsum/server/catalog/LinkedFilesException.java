package io.gypsum.server.catalog;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexScope;
import tools.jackson.core.JsonGenerator;

/** A deletion was refused because other versions link to the files. Nothing was changed. */
public final class LinkedFilesException extends GypsumException implements FailureDetails {
  private static final long serialVersionUID = 1;

  private final transient IncomingLinkSummary links;

  public LinkedFilesException(IndexScope removed, IncomingLinkSummary links) {
    super(
        Kind.INVALID,
        "'" + removed + "' was not deleted: " + links.fileCount() + " files of "
            + links.versionCount() + " versions are links to it and would become unreadable: "
            + links.names()
            + "; delete these versions first, or send the request without links=refuse");
    this.links = links;
  }

  public IncomingLinkSummary links() {
    return links;
  }

  @Override
  public void writeProperties(JsonGenerator out) {
    out.writeName("links");
    links.writeTo(out);
  }
}
