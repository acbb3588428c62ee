// Run once by mongosh on the first member: makes the replica set and the service's own user.
// The exception for localhost lets the first user be made, and ends with it.
const password = process.env.RESERVE_DATABASE_PASSWORD;
const administrator = process.env.RESERVE_DATABASE_ADMIN_PASSWORD;
// The first user is made on mongo1, so mongo1 must be the one that is elected.
const members = ["mongo1", "mongo2", "mongo3"].map((host, place) => ({
  _id: place,
  host: `${host}:27017`,
  priority: place === 0 ? 2 : 1,
}));

try {
  rs.initiate({ _id: "reserve", members });
} catch (refused) {
  if (refused.codeName !== "AlreadyInitialized" && refused.codeName !== "Unauthorized") throw refused;
}
while (!db.hello().isWritablePrimary) sleep(500);

const admin = db.getSiblingDB("admin");
try {
  admin.createUser({ user: "admin", pwd: administrator, roles: ["root"] });
} catch (refused) {
  if (refused.codeName !== "Unauthorized" && refused.code !== 51003) throw refused;
}
admin.auth("admin", administrator);
const roles = [
  { role: "readWrite", db: "reserve" },
  { role: "readWrite", db: "reserve_drill" }, // where restoring is tried (docs/operations.md)
  { role: "clusterMonitor", db: "admin" },
];
if (admin.getUser("reserve")) admin.updateUser("reserve", { roles });
else admin.createUser({ user: "reserve", pwd: password, roles });
