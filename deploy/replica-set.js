// Run once by mongosh on the first member: makes the replica set and the service's own user.
// The exception for localhost lets the first user be made, and ends with it.
const password = process.env.RESERVE_DATABASE_PASSWORD;
const administrator = process.env.RESERVE_DATABASE_ADMIN_PASSWORD;
const members = ["mongo1", "mongo2", "mongo3"].map((host, place) => ({
  _id: place,
  host: `${host}:27017`,
}));

try {
  rs.initiate({ _id: "reserve", members });
} catch (refused) {
  if (refused.codeName !== "AlreadyInitialized" && refused.codeName !== "Unauthorized") throw refused;
}
while (!db.hello().isWritablePrimary && !db.hello().primary) sleep(500);

const admin = db.getSiblingDB("admin");
try {
  admin.createUser({ user: "admin", pwd: administrator, roles: ["root"] });
} catch (refused) {
  if (refused.codeName !== "Unauthorized" && refused.code !== 51003) throw refused;
}
admin.auth("admin", administrator);
if (!admin.getUser("reserve")) {
  admin.createUser({
    user: "reserve",
    pwd: password,
    roles: [
      { role: "readWrite", db: "reserve" },
      { role: "clusterMonitor", db: "admin" },
    ],
  });
}
