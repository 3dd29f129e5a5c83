// Runs the criteria with HL7's reference engine for CQL in JavaScript, patient by patient.
// node cohort_cql.cjs FOLDER ELM.json ROWS.json RESULT.json: FOLDER has cql-execution in its node_modules.

const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [folder, elm, rows, result] = process.argv.slice(2);
const cql = createRequire(path.join(path.resolve(folder), "index.js"))("cql-execution");

const DATES = new Set(["planned_cycle_date", "platelets.on"]);

class Row {
  constructor(given) {
    this.values = {};
    for (const [name, value] of Object.entries(given)) {
      this.values[name] = DATES.has(name) && value !== null ? cql.Date.parse(value) : value;
    }
    const count = given["platelets.value"];
    this.values.platelets = count === null ? null : new cql.Quantity(count, given["platelets.unit"]);
  }
  get(name) {
    return this.values[name] ?? null;
  }
  getId() {
    return this.values.subject_id;
  }
  findRecords() {
    return [this];
  }
}

class Source {
  constructor(patients) {
    this.patients = patients;
    this.place = 0;
  }
  currentPatient() {
    return this.patients[this.place];
  }
  nextPatient() {
    this.place += 1;
    return this.currentPatient();
  }
  reset() {
    this.place = 0;
  }
}

async function main() {
  const library = new cql.Library(JSON.parse(fs.readFileSync(elm)));
  const patients = JSON.parse(fs.readFileSync(rows)).map((one) => new Row(one));
  const executor = new cql.Executor(library);
  const begun = process.hrtime.bigint();
  const found = await executor.exec(new Source(patients));
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  const said = Object.entries(found.patientResults).map(([subject, one]) => ({
    subject_id: subject,
    verdict: one.verdict,
    I1: one.I1, I2: one.I2, I3: one.I3, E1: one.E1, E2: one.E2, E3: one.E3,
    missing: one.missing ?? "",
    possible_from: one.possible_from === null ? null : one.possible_from.toString(),
  }));
  fs.writeFileSync(result, JSON.stringify({ seconds, rows: said }));
}

main();
