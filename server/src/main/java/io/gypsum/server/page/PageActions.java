package io.gypsum.server.page;

import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.catalog.LinkLookup;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.UploadUrls;

/**
 * The dependencies of the pages on which members change something: they perform the operations of the API.
 *
 * @param env the dependencies of the operations
 * @param links finds the links to deleted files
 * @param uploads creates the URLs to which files are sent
 * @param lane performs the operations
 * @param audit the recorded changes
 * @param ids of users and organizations
 */
public record PageActions(
    Environment env, LinkLookup links, UploadUrls uploads, ComputeLane lane, AuditTrail audit,
    KnownIds ids) {}
