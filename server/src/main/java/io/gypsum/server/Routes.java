package io.gypsum.server;

import java.util.List;

import io.gypsum.server.api.CredentialHandlers;
import io.gypsum.server.api.OpenApiHandler;
import io.gypsum.server.api.ProjectHandlers;
import io.gypsum.server.api.UploadFileHandlers;
import io.gypsum.server.api.VersionHandlers;
import io.gypsum.server.api.WhoAmIHandler;
import io.gypsum.server.file.ArchiveHandler;
import io.gypsum.server.file.BundleHandler;
import io.gypsum.server.file.ChecksumListHandler;
import io.gypsum.server.file.CompressedFileHandler;
import io.gypsum.server.file.DataHandler;
import io.gypsum.server.file.FileHandler;
import io.gypsum.server.file.ListHandler;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Filter;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.RouteGroup;
import io.gypsum.server.status.HealthHandlers;

import static io.gypsum.server.http.Caller.ADMINISTRATOR;
import static io.gypsum.server.http.Caller.ANYONE;
import static io.gypsum.server.http.Caller.UPLOAD_SESSION;
import static io.gypsum.server.http.Caller.USER;
import static io.gypsum.server.http.Caller.USER_AFTER_VALIDATION;
import static io.gypsum.server.http.Route.delete;
import static io.gypsum.server.http.Route.get;
import static io.gypsum.server.http.Route.post;
import static io.gypsum.server.http.Route.put;

/**
 * All routes of the API: method, pattern, caller, handler. A new route needs a line here, its handler, its description
 * in {@code api/openapi.json} and its test. The addresses of pages are in {@link io.gypsum.server.page.PageRoutes}.
 *
 * @param errors writes the errors of all routes
 * @param filters run before every handler, in order
 */
record Routes(
    ErrorRenderer errors, List<Filter> filters, Reads reads, Writes writes, Status status) {

  /** Handlers of reads that need no token. */
  record Reads(
      FileHandler files, Permanent permanent, ListHandler listings, BundleHandler bundles,
      Published published) {}

  /** Handlers of the permanent addresses of versions, whose links are resolved. */
  record Permanent(
      DataHandler data, ArchiveHandler archives, ChecksumListHandler checksumLists) {}

  /** Handlers of files of the server outside the bucket. */
  record Published(CompressedFileHandler schemas, Handler indexFiles, Handler search) {}

  /** Handlers of projects, versions and uploads. */
  record Writes(
      ProjectHandlers projects, VersionHandlers versions, UploadFileHandlers uploadFiles) {}

  /** Handlers about the server itself. */
  record Status(
      WhoAmIHandler whoAmI, CredentialHandlers credentials, HealthHandlers health,
      HttpMetrics metrics) {}

  List<RouteGroup> groups() {
    return List.of(
        new RouteGroup(
            errors, filters,
            List.of(
                get("/file/{key...}", ANYONE, reads.files),
                get("/data/{project}/{asset}/{version}/{path...}", ANYONE, reads.permanent.data),
                get("/archive/{project}/{asset}/{path...}", ANYONE, reads.permanent.archives),
                get(
                    "/checksums/{project}/{asset}/{version}/{name}", ANYONE,
                    reads.permanent.checksumLists),
                get("/list", ANYONE, reads.listings),
                post("/bundle", ANYONE, reads.bundles),
                get("/index/{name}", ANYONE, reads.published.indexFiles),
                get("/search", ANYONE, reads.published.search),
                get("/schemas/{name...}", ANYONE, reads.published.schemas),

                post("/create/{project}", ADMINISTRATOR, writes.projects::create),
                put("/permissions/{project}", USER, writes.projects::setPermissions),
                put("/quota/{project}", ADMINISTRATOR, writes.projects::setQuota),
                delete("/unlock/{project}", USER, writes.projects::unlock),
                post(
                    "/refresh/latest/{project}/{asset}", ADMINISTRATOR,
                    writes.projects::refreshLatest),
                post("/refresh/usage/{project}", ADMINISTRATOR, writes.projects::refreshUsage),
                delete("/remove/{project}", ADMINISTRATOR, writes.projects::removeProject),
                delete("/remove/{project}/{asset}", ADMINISTRATOR, writes.projects::removeAsset),
                delete(
                    "/remove/{project}/{asset}/{version}", ADMINISTRATOR,
                    writes.projects::removeVersion),

                get("/links/{project}", ADMINISTRATOR, writes.projects::linksToProject),
                get("/links/{project}/{asset}", ADMINISTRATOR, writes.projects::linksToAsset),
                get(
                    "/links/{project}/{asset}/{version}", ADMINISTRATOR,
                    writes.projects::linksToVersion),

                post(
                    "/upload/start/{project}/{asset}/{version}", USER_AFTER_VALIDATION,
                    writes.versions::startUpload),
                post(
                    "/upload/complete/{project}/{asset}/{version}", UPLOAD_SESSION,
                    writes.versions::completeUpload),
                post(
                    "/upload/abort/{project}/{asset}/{version}", UPLOAD_SESSION,
                    writes.versions::abortUpload),
                post(
                    "/probation/approve/{project}/{asset}/{version}", USER,
                    writes.versions::approve),
                post(
                    "/probation/reject/{project}/{asset}/{version}", USER, writes.versions::reject),

                post(
                    "/upload/presigned-file/{slug}", UPLOAD_SESSION,
                    writes.uploadFiles::presignFile),
                put("/upload/content", ANYONE, writes.uploadFiles::receiveFile),
                post("/upload/bundle/{slug}", UPLOAD_SESSION, writes.uploadFiles::receiveBundle),
                get("/upload/parts/{slug}", UPLOAD_SESSION, writes.uploadFiles::listParts),
                post("/upload/parts/{slug}", UPLOAD_SESSION, writes.uploadFiles::joinParts),
                post(
                    "/upload/parts/{slug}/{number}", UPLOAD_SESSION,
                    writes.uploadFiles::presignPart),

                get("/whoami", USER, status.whoAmI),
                get("/credentials/s3-api", ANYONE, status.credentials::s3),
                get("/credentials/github-app", ANYONE, status.credentials::gitHubApp),
                get("/credentials/oidc", ANYONE, status.credentials::oidc),
                get("/health", ANYONE, status.health::ready),
                get("/health/live", ANYONE, status.health::live),
                get("/health/ready", ANYONE, status.health::ready),
                get("/metrics", ANYONE, status.metrics::scrape),
                get("/openapi.json", ANYONE, new OpenApiHandler()))));
  }
}
