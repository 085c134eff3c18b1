package io.gypsum.server.page.manage;

import java.util.List;

import io.gypsum.server.http.Route;

import static io.gypsum.server.http.Caller.ADMINISTRATOR;
import static io.gypsum.server.http.Caller.USER;
import static io.gypsum.server.http.Route.get;
import static io.gypsum.server.http.Route.post;

/** The addresses below {@code /manage} (pages.md, section 6). */
public record ManageRoutes(Management management) {
  public List<Route> routes() {
    ManagePage start = new ManagePage(management);
    PermissionsPage permissions = new PermissionsPage(management, start);
    ProjectForms forms = new ProjectForms(management, start);
    AssetsPage assets = new AssetsPage(management);
    HistoryPage history = new HistoryPage(management);
    RemovePage removal = new RemovePage(management);
    return List.of(
        get("/manage/{project}", USER, start::show),
        post("/manage/{project}/permissions/preview", USER, permissions::preview),
        post("/manage/{project}/permissions", USER, permissions::apply),
        post("/manage/{project}/quota", ADMINISTRATOR, forms::setQuota),
        post("/manage/{project}/unlock", USER, forms::unlock),
        post("/manage/{project}/refresh", ADMINISTRATOR, forms::refreshUsage),
        post("/manage/{project}/refresh/{asset}", ADMINISTRATOR, forms::refreshLatest),
        get("/manage/{project}/history", USER, history::show),
        get("/manage/{project}/assets", ADMINISTRATOR, assets::assets),
        get("/manage/{project}/assets/{asset}", ADMINISTRATOR, assets::versions),
        get("/manage/{project}/remove", ADMINISTRATOR, removal::show),
        get("/manage/{project}/remove/{asset}", ADMINISTRATOR, removal::show),
        get("/manage/{project}/remove/{asset}/{version}", ADMINISTRATOR, removal::show),
        post("/manage/{project}/remove", ADMINISTRATOR, removal::remove),
        post("/manage/{project}/remove/{asset}", ADMINISTRATOR, removal::remove),
        post("/manage/{project}/remove/{asset}/{version}", ADMINISTRATOR, removal::remove));
  }
}
